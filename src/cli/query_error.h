// Errors of queries that stand on the command line.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace errata::cli {

// Tells it on standard error, with a mark below the character where the query is short: "query, character 7: no column
// `scor`; did you mean `score`?". `what` is what the query was given as. Gives exit_usage.
int print_query_error(std::string_view what, const Error& error, const std::string& query);

}  // namespace errata::cli
