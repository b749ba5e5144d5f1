// A libFuzzer target: any bytes as a query. It must end in an error or in a query that prints and reads back the same.
//   cmake --build build/sanitize --target errata_query_fuzz && build/sanitize/errata_query_fuzz -max_total_time=60
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "query/complete.h"
#include "query/selection.h"
#include "support/query_tables.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace errata;
    static test::QueryTables tables(1, 20);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        complete(text, size, tables, {.table = table});
    }
    const auto query = parse_query(text);
    if (!query) return 0;
    const std::string printed = to_string(*query);
    // Printing may write a number or a unit at greater length than it was given.
    if (const auto again = parse_query(printed)) {
        if (!same(again->root, query->root) || to_string(*again) != printed) std::abort();
    } else if (again.error().code != ErrorCode::too_large) {
        std::abort();
    }
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        (void)select(*query, tables, {.table = table});
    }
    return 0;
}
