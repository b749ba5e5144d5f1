#include "query/grammar.h"

namespace errata {

// clang-format off: it takes the page for code
std::string_view query_grammar() {
    return R"page(A query is a condition over the columns of a table; its answer is the rows that it holds for.
Tables: samples, truth (ground-truth objects), pred (predictions). `errata columns` lists columns.

Examples
  score > 0.5 and class in ("cat", "dog")
  area < 1024 px2 and not matched
  score in 50%..90% and error == "localization"
  count(pred where error == "localization" and score > 0.5) >= 2 and width > 640 px
  any(truth where outcome == "missed" and area > 96 px * 96 px)
  max(pred.score where error == "background") > mean(pred.score where correct)
  classes contains "cat" and not "cat" in predicted_classes
  file starts with "night/" or file matches '^cam[0-9]+/'
  confused_with is not missing and border_distance <= 2 px

Grammar
  query       = and-part { "or" and-part }
  and-part    = not-part { "and" not-part }
  not-part    = "not" not-part | test
  test        = sum
              | sum compare sum [ compare sum ]         a < b, low <= a < high
              | sum [ "not" ] "in" "(" literal { "," literal } ")"     also with [ ]
              | sum [ "not" ] "in" factor ".." factor   both ends belong to it
              | sum [ "not" ] "in" set
              | sum [ "not" ] "contains" text           a part of a text, a member of a set
              | sum [ "not" ] "starts with" text
              | sum [ "not" ] "ends with" text
              | sum [ "not" ] "matches" text            a regular expression (RE2) somewhere in it
              | sum "is" [ "not" ] "missing"
  compare     = "==" | "!=" | "<" | "<=" | ">" | ">="   texts, categories, truth values: == and !=
  sum         = product { ( "+" | "-" ) product }
  product     = factor { ( "*" | "/" ) factor }
  factor      = "-" factor | literal | column | aggregate | "(" query ")"
  aggregate   = ( "any" | "all" | "count" ) "(" objects [ "where" query ] ")"
              | ( "min" | "max" | "mean" | "sum" ) "(" objects "." name [ "where" query ] ")"
  objects     = [ run "." ] ( "truth" | "pred" )
  column      = [ run "." ] [ table "." ] name
  literal     = number [ unit ] | text | "true" | "false"
  unit        = "px" | "px2" | "deg" | "%"              % is of fractions: 50% is 0.5
  text        = "…" with \" \\ \n \t \r \u{hex} | '…' as it stands
  name        = letters of any script, digits and _ | `…` as it stands

Names
  A name is a column of the table at hand, else of its sample: over pred, `width` is the image's.
  In an aggregate the objects' own columns come first; `samples.class` names the sample's.
  With several runs, `b.f1` and `any(b.pred where correct)` mean the run named b;
  without a name the first is meant, and inside an aggregate over `b.pred` run b.

Missing
  A value may be missing. Comparisons and tests of something missing are false, also != and
  `not in`. `not` gives the other rows: `not score > 0.5` holds where the score is missing.
  `is missing` tests it. Arithmetic with something missing, and division by 0, is missing. A truth
  value that is missing counts as false. Aggregates leave missing values out; of no objects any is
  false, all true, count and sum 0, min, max and mean missing.

Limits
  10,000 characters; 40 levels of parentheses, aggregates, signs and `not` within each other.
)page";
}
// clang-format on

}  // namespace errata
