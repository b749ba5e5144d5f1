#include "formats/class_list.h"

#include <charconv>
#include <format>

#include "formats/coco_columns.h"
#include "formats/csv.h"
#include "formats/gzip.h"
#include "formats/json_records.h"
#include "formats/text_places.h"

namespace errata {

namespace {

using Categories = std::vector<CategoryRecord>;

// Whether the document begins as JSON does.
Result<bool> is_json(const ByteSource& source) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    char first = ' ';
    while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
        const auto read = (*stream)->read({&first, 1});
        if (!read) return std::unexpected(read.error());
        if (*read == 0) break;
    }
    return first == '{' || first == '[';
}

class CategorySink final : public RecordSink {
public:
    CategorySink(const std::string& name, Warnings& warnings)
        : name_(name), visitor_(name, warnings) {}
    void begin_array(std::size_t) override { visitor_.categories.clear(); }
    Result<void> block(std::size_t, std::span<char> json, std::uint64_t byte) override {
        return json::visit_records(parser_, name_, json, byte, visitor_);
    }
    Categories& categories() { return visitor_.categories; }

private:
    const std::string& name_;
    CategoryVisitor visitor_;
    simdjson::ondemand::parser parser_;
};

Result<Categories> read_json(const ByteSource& source, Warnings& warnings) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    JsonRecords records(source.name(), *std::move(stream), {"categories", root_array});
    CategorySink sink(source.name(), warnings);
    while (true) {
        const auto more = records.step(sink);
        if (!more) return std::unexpected(with_line(more.error(), source));
        if (!*more) return std::move(sink.categories());
    }
}

Result<Categories> read_csv(const ByteSource& source, Warnings& warnings) {
    auto csv = CsvRecords::open(source, warnings);
    if (!csv) return std::unexpected(csv.error());
    const auto id_column = csv->find("id");
    const auto name_column = csv->find("name");
    if (!id_column || !name_column) {
        return std::unexpected(
            Error{.code = ErrorCode::wrong_kind,
                  .message = "the first line names no columns \"id\" and \"name\"",
                  .remedy = "Begin with a line \"id,name\", then one class a line",
                  .file = source.name()});
    }
    Categories categories;
    while (true) {
        const auto more = csv->next();
        if (!more) return std::unexpected(more.error());
        if (!*more) return categories;
        const std::string_view text = csv->cells()[*id_column];
        CategoryRecord record;
        const auto [end, failed] =
            std::from_chars(text.data(), text.data() + text.size(), record.id.number);
        if (failed != std::errc{} || end != text.data() + text.size()) {
            warnings.add(source.name(), "class-without-id",
                         "classes whose id is no whole number are left out", csv->byte(), text);
            continue;
        }
        record.name = csv->cells()[*name_column];
        categories.push_back(std::move(record));
    }
}

}  // namespace

Result<Classes> read_class_list(const ByteSource& source, Warnings& warnings) {
    const auto json = is_json(source);
    if (!json) return std::unexpected(json.error());
    auto categories = *json ? read_json(source, warnings) : read_csv(source, warnings);
    if (!categories) return std::unexpected(categories.error());
    const std::size_t texts =
        std::erase_if(*categories, [](const CategoryRecord& one) { return !one.id.is_number(); });
    if (texts > 0) {
        warnings.add_count(source.name(), "class-without-id",
                           "classes whose id is no whole number are left out", texts);
    }
    if (const std::size_t gone = sort_and_keep_last(*categories); gone > 0) {
        warnings.add_count(source.name(), "repeated-category-id",
                           "of classes with the same id the last one counts", gone);
    }
    if (categories->empty() || categories->size() > max_classes) {
        return std::unexpected(
            Error{.code = categories->empty() ? ErrorCode::wrong_kind : ErrorCode::too_large,
                  .message = categories->empty()
                                 ? "the file lists no class"
                                 : std::format("the file lists more than {} classes", max_classes),
                  .remedy = "Give a CSV file with columns id and name, or COCO JSON with "
                            "\"categories\"",
                  .file = source.name()});
    }
    resolve_lines(warnings, source);
    return classes_from(*categories);
}

}  // namespace errata
