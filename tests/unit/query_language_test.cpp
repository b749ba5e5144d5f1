// The language: what is read, what is printed, what is refused and where; types; completion; the page that describes it.
#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "query/bind.h"
#include "query/complete.h"
#include "query/grammar.h"
#include "query/parse.h"
#include "query/regex.h"
#include "query/selection.h"
#include "support/query_tables.h"

using namespace errata;
using namespace errata::test;

namespace {

std::string printed(std::string_view text) {
    const auto query = parse_query(text);
    return query ? to_string(*query)
                 : std::format("{}: {}", query.error().byte.value_or(999), query.error().message);
}

// "character: message" of a query over a table.
std::string refused(std::string_view text, Table table = Table::samples) {
    QueryTables tables(1, 10);
    const auto selection = select(text, tables, {.table = table});
    if (selection) return "accepted";
    const Error& error = selection.error();
    const auto byte = static_cast<std::size_t>(error.byte.value_or(0));
    return std::format("{}: {}", error.byte ? character_at(text, byte) : 0, error.message);
}

std::size_t found(std::string_view text, Table table = Table::samples) {
    QueryTables tables(1, 40);
    const auto selection = select(text, tables, {.table = table});
    INFO(text);
    if (!selection) FAIL(to_string(selection.error()));
    return selection->size();
}

}  // namespace

TEST_CASE("language: the canonical text", "[query]") {
    CHECK(printed("a>1 and(b==\"x\"or not c)") == "a > 1 and (b == \"x\" or not c)");
    CHECK(printed("(a and b) and (c and d)") == "a and b and c and d");
    CHECK(printed("a or (b and c)") == "a or b and c");
    CHECK(printed("not (a and b)") == "not (a and b)");
    CHECK(printed("a-(b-c)-d == (a-b)-c") == "a - (b - c) - d == a - b - c");
    CHECK(printed("-(-5) == - - a") == "5 == --a");
    CHECK(printed("(a+1)*2 in [1,2.50,-3]") == "(a + 1) * 2 in (1, 2.5, -3)");
    CHECK(printed("0.2<=score<.5") == "0.2 <= score < 0.5");
    CHECK(printed("x not in (a+1)..(2*b)") == "x not in (a + 1)..(2 * b)");
    CHECK(printed("w>5px and v < 32 px² and s >= 50 % and r == 90°") ==
          "w > 5 px and v < 32 px2 and s >= 50% and r == 90 deg");
    CHECK(printed("max ( a . pred . score where x ) > 0") == "max(a.pred.score where x) > 0");
    CHECK(printed("`camera model` == 'Canon \"5D\"\\'") ==
          "`camera model` == \"Canon \\\"5D\\\"\\\\\"");
    CHECK(printed("größe > 1e3 and `and` is not missing") ==
          "größe > 1000 and `and` is not missing");
    CHECK(printed("t == \"a\\tb\\u{1F408}\\u{1}\"") == "t == \"a\\tb🐈\\u{1}\"");
    CHECK(printed("\"cat\" in classes and name not starts with 'x'") ==
          "\"cat\" in classes and name not starts with \"x\"");
    CHECK(printed("count > 1") == "count > 1");
    CHECK(printed("count(truth) > 1 and (a > 1) == true") ==
          "count(truth) > 1 and (a > 1) == true");
}

TEST_CASE("language: what is refused, and where", "[query]") {
    CHECK(printed("") == "0: expected a column or a value, found the end");
    CHECK(printed("a = 1") == "2: `=` is no operator; did you mean `==`?");
    CHECK(printed("a && b") == "2: `&` is no operator; did you mean `and`?");
    CHECK(printed("a > 1 b") == "6: expected an operator, `and` or `or`, found `b`");
    CHECK(printed("(a > 1") == "6: expected `)`, found the end");
    CHECK(printed("a == \"x") == "5: the closing quote is missing");
    CHECK(printed("a == \"\\d\"") ==
          "6: a backslash stands before \", \\, n, t, r or u{hexadecimal} only");
    CHECK(printed("a > 5 km") == "6: expected an operator, `and` or `or`, found `km`");
    CHECK(printed("a > 5km") == "5: km is no unit");
    CHECK(printed("a > 1e999") == "4: the number is too large");
    CHECK(printed("a == missing") == "5: `missing` is no value; it is tested with `is missing`");
    CHECK(printed("a is null") == "5: expected `missing` or `not missing`, found `null`");
    CHECK(printed("a < b > c") == "6: these comparisons do not follow one another");
    CHECK(printed("sqrt(a) > 1") == "0: `sqrt` is no function");
    CHECK(printed("a.b.c.d > 1") == "5: a name has at most three parts: run, table and column");
    CHECK(printed("any(where x)") == "4: expected `truth` or `pred`, found `where`");
    CHECK(parse_query("a AND b").error().remedy == "Did you mean `and`?");
    CHECK(parse_query("a > \xff").error().code == ErrorCode::encoding);
    CHECK(character_at("猫 = 1", 4) == 3);
}

TEST_CASE("language: long and deep queries end in an error, wide ones are read", "[query]") {
    std::string wide = "a > 1";
    while (wide.size() + 10 < max_query_characters) wide += " and a > 1";
    CHECK(parse_query(wide));
    CHECK(parse_query(std::string(max_query_characters + 1, 'a')).error().code ==
          ErrorCode::too_large);
    // Characters are counted, not bytes.
    std::string cats;
    for (std::size_t i = 0; i < max_query_characters; ++i) cats += "猫";
    CHECK(parse_query(cats));
    CHECK(parse_query(cats + "猫").error().code == ErrorCode::too_large);
    for (const std::string_view piece : {"(", "not ", "-", "any(pred where ", "x in (", "x in ("}) {
        std::string deep;
        while (deep.size() + piece.size() <= max_query_characters) deep += piece;
        INFO(piece);
        const auto query = parse_query(deep);
        REQUIRE_FALSE(query);
        CHECK((query.error().code == ErrorCode::depth || piece == "x in ("));
    }
    const std::string deepest =
        std::string(max_query_depth, '(') + "sn > 0" + std::string(max_query_depth, ')');
    CHECK(refused(deepest) == "accepted");
    std::string chain = "sn";
    while (chain.size() + 7 < max_query_characters) chain += " + sn";
    CHECK(refused(chain + " > 0").starts_with("0: the query is longer") ==
          (chain.size() + 4 > max_query_characters));
}

TEST_CASE("language: types", "[query]") {
    CHECK(refused("sm > 1") == "1: no column `sm` of samples; did you mean `sn`?");
    CHECK(refused("tn > 1") == "1: no column `tn` of samples");
    CHECK(refused("sn") == "1: expected a condition; `sn` is a number");
    CHECK(refused("sn == \"x\"") == "7: `sn` is a number, `\"x\"` is a text");
    CHECK(refused("sc == \"größ\"") == "7: `sc` has no value \"größ\"; did you mean \"größe\"?");
    CHECK(refused("sc in (\"A\", \"C\")") == "13: `sc` has no value \"C\"; did you mean \"A\"?");
    CHECK(refused("sc < \"A\"") == "4: only numbers have an order; `sc` is a category");
    CHECK(refused("si > 5 deg") == "6: `si` is in px, `5 deg` in deg");
    CHECK(refused("si > 50%") == "6: `si` is in px, `50%` a fraction");
    CHECK(refused("si * si > 5 px2") == "accepted");
    CHECK(refused("si / si > 0.5 and si * 2 > 5 px") == "accepted");
    CHECK(refused("si + sf > 1") == "6: `sf` is a fraction, what is before it in px");
    CHECK(refused("sn + sc > 1") == "6: expected a number; `sc` is a category");
    CHECK(refused("ss == \"A\"") == "7: `ss` is a set, `\"A\"` is a text");
    CHECK(refused("ss is missing") == "1: `ss` is a set, which may be empty but is never missing");
    CHECK(refused("sn > 1 is missing") == "8: expected an operator, `and` or `or`, found `is`");
    CHECK(refused("(sn > 1) is missing") == "5: `sn > 1` is never missing");
    CHECK(refused("sn in (1, same)") == "11: a list holds numbers and texts; `same` is neither");
    CHECK(refused("sn in sc") == "7: expected a list, a range or a set; `sc` is a category");
    CHECK(refused("` s text` in ss") ==
          "1: no column ` s text` of samples; did you mean `s text`?");
    CHECK(refused("`s text` in ss") == "1: expected a category; `s text` is a text");
    CHECK(refused("sc contains sc") == "13: expected a text in quotes, found `sc`");
    CHECK(refused("sc matches \"(\"")
              .starts_with("12: the regular expression is not valid: missing )"));
    CHECK(refused("max(pred where pt) > 1") == "1: expected a column to take the values of");
    CHECK(refused("max(pred.pc) > 1") == "1: expected a column of numbers; `pc` is a category");
    CHECK(refused("any(samples)") ==
          "1: expected `truth` or `pred`, whose rows are many to a sample");
    CHECK(refused("pred.pn > 1") == "1: a row of samples has no one row of pred");
    CHECK(refused("c.pn > 1") == "1: no table or run `c`; did you mean `a`?");
    CHECK(refused("`b b`.pn > 1", Table::pred) == "1: no column `pn` of samples");
    CHECK(refused("any(pred where pn > 1) and samples.sn > 1 and `b b`.tn > 1", Table::truth) ==
          "accepted");
}

TEST_CASE("language: regular expressions take linear time and no more than their memory",
          "[query]") {
    const auto nested = Regex::compile("(a*)*b");
    REQUIRE(nested);
    CHECK_FALSE((*nested)->found_in(std::string(100'000, 'a')));
    CHECK(Regex::compile("((a{1,100}){1,100}){1,100}").error().code == ErrorCode::syntax);
    const auto large = Regex::compile("((((x{1,30}){1,30})y{1,30}){1,30})");
    CHECK((large || large.error().code == ErrorCode::too_large ||
           large.error().code == ErrorCode::syntax));
    CHECK((*Regex::compile("^\\p{Greek}+$"))->found_in("γάτα"));
    CHECK((*Regex::compile("(?i)KÖLN"))->found_in("in köln"));
}

TEST_CASE("language: missing values", "[query]") {
    const std::size_t all = 40;
    const std::size_t missing = found("sn is missing");
    REQUIRE(missing > 0);
    CHECK(found("sn == sn") == all - missing);
    CHECK(found("sn != sn") == 0);
    CHECK(found("not sn == sn") == missing);
    CHECK(found("sn > 0") + found("sn <= 0") == all - missing);
    CHECK(found("not (sn > 0)") == found("sn <= 0") + missing);
    CHECK(found("sn in 0..1") + found("sn not in 0..1") == all - missing);
    CHECK(found("sn + 1 is missing") == missing);
    CHECK(found("sn / 0 is missing") == all);
    CHECK(found("st") + found("st == false") + found("st is missing") == all);
    CHECK(found("sc == \"A\"") + found("sc != \"A\"") + found("sc is missing") == all);
    CHECK(found("`s text` contains \"\"") + found("`s text` is missing") == all);
    CHECK(found("`s text` == \"\"") < found("`s text` is not missing"));
    CHECK(found("max(truth.tn where false) is missing") == all);
    CHECK(found("sum(truth.tn where false) == 0 and count(pred where false) == 0") == all);
    CHECK(found("all(truth where false) == (not any(truth))") == all);
}

TEST_CASE("language: every example of its page is a query, and reads back as it is printed",
          "[query]") {
    const std::string_view page = query_grammar();
    std::size_t examples = 0;
    std::size_t at = page.find("Examples\n") + 9;
    for (; page[at] == ' '; at = page.find('\n', at) + 1) {
        const std::string_view line = page.substr(at + 2, page.find('\n', at) - at - 2);
        INFO(line);
        const auto query = parse_query(line);
        REQUIRE(query);
        CHECK(same(parse_query(to_string(*query))->root, query->root));
        ++examples;
    }
    CHECK(examples >= 8);
    for (std::size_t begin = 0; begin < page.size(); begin = page.find('\n', begin) + 1) {
        CHECK(character_at(page.substr(begin), page.find('\n', begin) - begin) <= 101);
    }
}

TEST_CASE("language: completion offers what may come, and only that", "[query]") {
    QueryTables tables(1, 20);
    const auto texts = [&](std::string_view text, Table table = Table::samples) {
        std::string all;
        for (const Completion& one : complete(text, text.size(), tables, {.table = table}).list) {
            all += (all.empty() ? "" : " | ") + one.text;
        }
        return all;
    };
    CHECK(texts("s") == "sn | si | sf | st | sc | `s text` | ss | same | sum(");
    CHECK(texts("sn > 1 an") == "and");
    CHECK(texts("sn is ") == "missing | not missing");
    CHECK(texts("`s text` starts w") == "with");
    CHECK(texts("any(t") == "truth");
    CHECK(texts("any(pred where pn > 1 and pt) and any(`b b`.") ==
          "truth | pred | sn | si | sf | st | sc | `s text` | ss | same");
    CHECK(texts("max(pred.p") == "pn | pi | pf | pt | pc | `p text` | ps");
    CHECK(texts("any(pred where p") == "pn | pi | pf | pt | pc | `p text` | ps");
    CHECK(texts("tn", Table::truth) == "tn");
    CHECK(texts("sc == \"gr") == "\"größe\"");
    CHECK(texts("sc in (\"A\", \"B") == "\"B\"");
    CHECK(texts("sn > > ") == "");
    const auto values = complete("x == 1 or sc == ", 16, tables, {}).list;
    REQUIRE(values.size() > 4);
    CHECK(values[0].kind == CompletionKind::value);
    CHECK(values[0].description.ends_with("rows"));
    const Completions word = complete("sn > 1 and si < 2", 13, tables, {});
    CHECK((word.begin == 11 && word.end == 13));
    // At every byte of a query, and of broken ones.
    Random random(5);
    for (int i = 0; i < 200; ++i) {
        const std::string query = random_query(random, Table::pred);
        for (std::size_t at = 0; at <= query.size(); ++at)
            complete(query, at, tables, {.table = Table::pred});
    }
}
