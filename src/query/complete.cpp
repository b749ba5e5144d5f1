#include "query/complete.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include "base/text.h"
#include "query/parser.h"
#include "query/resolve.h"
#include "query/token.h"

namespace errata {

namespace {

struct Word {
    std::string_view text;
    std::string_view description;
};

constexpr std::array followers = {Word{"and", "both hold"},
                                  Word{"or", "one holds"},
                                  Word{"==", "is"},
                                  Word{"!=", "is not, and is not missing"},
                                  Word{"<", "below"},
                                  Word{"<=", "at most"},
                                  Word{">", "above"},
                                  Word{">=", "at least"},
                                  Word{"in", "one of (a, b), from a..b, or in a set"},
                                  Word{"not in", "none of them, and not missing"},
                                  Word{"contains", "a part of a text, a member of a set"},
                                  Word{"starts with", "how a text begins"},
                                  Word{"ends with", "how a text ends"},
                                  Word{"matches", "a regular expression somewhere in it"},
                                  Word{"is missing", "has no value"},
                                  Word{"is not missing", "has a value"},
                                  Word{"where", "which objects an aggregate takes"}};

constexpr std::array aggregates = {Word{"any(", "one object of the sample does"},
                                   Word{"all(", "every object of the sample does"},
                                   Word{"count(", "how many objects of the sample do"},
                                   Word{"min(", "smallest value of them"},
                                   Word{"max(", "largest value of them"},
                                   Word{"mean(", "mean value of them"},
                                   Word{"sum(", "sum of their values"}};

constexpr std::array object_tables = {Word{"truth", "ground-truth objects"},
                                      Word{"pred", "predictions"}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Without the quotes, for comparing with what is written so far.
std::string_view bare(std::string_view text) {
    if (!text.empty() && (text.front() == '"' || text.front() == '\'' || text.front() == '`'))
        text.remove_prefix(1);
    return text;
}

bool begins_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower, lower);
}

class Completer {
public:
    Completer(ColumnSource& source, TableRef table, std::string_view written)
        : source_(source),
          scope_(table),
          in_text_(written.starts_with('"') || written.starts_with('\'')),
          written_(bare(written)) {}

    std::vector<Completion> list(const Expectation& expected);

private:
    void add(std::string text, std::string_view description, CompletionKind kind);
    template <std::size_t n>
    void add_words(const std::array<Word, n>& words, CompletionKind kind) {
        for (const Word& word : words) add(std::string(word.text), word.description, kind);
    }
    void add_columns(Table table);
    void add_runs();
    void add_values(const Expression& compared);
    void add_operands();
    void add_behind(const std::vector<std::string>& path);
    void enter(const std::vector<std::string>& scope);
    std::optional<std::uint32_t> run_named(std::string_view name) const;

    ColumnSource& source_;
    TableRef scope_;
    bool in_text_;  // the word at the cursor is a text that has begun
    std::string_view written_;
    std::vector<Completion> list_;
};

void Completer::add(std::string text, std::string_view description, CompletionKind kind) {
    if (!begins_with(bare(text), written_) || (in_text_ && kind != CompletionKind::value)) return;
    list_.push_back(
        {.text = std::move(text), .description = std::string(description), .kind = kind});
}

void Completer::add_columns(Table table) {
    for (const ColumnInfo& info : source_.columns(table)) {
        std::string description = info.meaning;
        if (!info.range.empty()) description += " (" + info.range + ")";
        add(quoted_name(info.name), description, CompletionKind::column);
    }
}

void Completer::add_runs() {
    if (source_.runs().size() < 2) return;
    for (const std::string& run : source_.runs())
        add(quoted_name(run) + ".", "a run", CompletionKind::run);
}

std::optional<std::uint32_t> Completer::run_named(std::string_view name) const {
    const auto runs = source_.runs();
    const auto found = std::ranges::find(runs, name);
    if (found == runs.end()) return {};
    return static_cast<std::uint32_t>(found - runs.begin());
}

// The names of a category or a set that is compared, the most frequent first.
void Completer::add_values(const Expression& compared) {
    if (compared.kind != ExpressionKind::column) return;
    const auto column = resolve_column(compared, source_, scope_);
    if (!column) return;
    const ColumnType type = column->info->type;
    if (type != ColumnType::category && type != ColumnType::set) return;
    const ColumnData& data = source_.values(column->table, *column->info);
    std::vector<std::uint64_t> counts(data.names.size());
    for (const std::uint16_t code : type == ColumnType::set ? data.sets.values() : data.codes) {
        if (code != no_code) ++counts[code];
    }
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return counts[i]; });
    for (const std::size_t i : order) {
        add(quoted_text(data.names[i]), counted(counts[i], "row"), CompletionKind::value);
    }
}

void Completer::add_operands() {
    add_columns(scope_.table);
    if (scope_.table != Table::samples) add_columns(Table::samples);
    add_words(aggregates, CompletionKind::function);
    add_runs();
    add("not", "the other rows", CompletionKind::keyword);
    add("true", "", CompletionKind::keyword);
    add("false", "", CompletionKind::keyword);
}

// What may stand behind `a.`, `pred.` or `a.pred.`
void Completer::add_behind(const std::vector<std::string>& path) {
    if (path.back() == "truth") return add_columns(Table::truth);
    if (path.back() == "pred") return add_columns(Table::pred);
    if (path.back() == "samples") return add_columns(Table::samples);
    if (!run_named(path.back())) return;
    add_words(object_tables, CompletionKind::table);
    if (scope_.table == Table::truth) add_columns(Table::truth);
    add_columns(Table::samples);
}

// Inside an aggregate over `a.pred`.
void Completer::enter(const std::vector<std::string>& scope) {
    scope_.table = scope.back() == "truth" ? Table::truth : Table::pred;
    for (const std::string& name : scope) {
        if (name == "truth" || name == "pred")
            scope_.table = name == "truth" ? Table::truth : Table::pred;
        if (const auto run = run_named(name)) scope_.run = *run;
    }
}

std::vector<Completion> Completer::list(const Expectation& expected) {
    for (const auto& scope : expected.scopes) enter(scope);
    switch (expected.what) {
        case Expected::operand:
            if (expected.compared) add_values(*expected.compared);
            add_operands();
            break;
        case Expected::follower: add_words(followers, CompletionKind::keyword); break;
        case Expected::column: add_behind(expected.path); break;
        case Expected::table:
            add_words(object_tables, CompletionKind::table);
            add_runs();
            break;
        case Expected::missing:
            add("missing", "has no value", CompletionKind::keyword);
            add("not missing", "has a value", CompletionKind::keyword);
            break;
        case Expected::with: add("with", "", CompletionKind::keyword); break;
    }
    return std::move(list_);
}

// Where the word begins that the cursor stands in or behind; the cursor itself where it stands in none.
std::size_t word_begin(std::string_view before) {
    std::size_t at = 0;
    while (at < before.size()) {
        const auto token = next_token(before, at);
        if (!token || token->kind == TokenKind::end) break;
        if (token->end == before.size()) {
            const bool is_word = token->kind == TokenKind::word || !token->closed;
            return is_word ? token->at : before.size();
        }
        at = token->end;
    }
    return before.size();
}

}  // namespace

Completions complete(std::string_view query, std::size_t cursor, ColumnSource& source,
                     TableRef table) {
    const std::string_view before = query.substr(0, cursor);
    Completions result = {.begin = word_begin(before), .end = before.size()};
    const std::string_view complete_part = before.substr(0, result.begin);
    Parser parser(complete_part);
    const auto parsed = parser.parse();
    if (!parsed) {
        const std::size_t text_end = complete_part.find_last_not_of(" \t\r\n");
        const bool is_at_end =
            text_end == std::string_view::npos || parsed.error().byte.value_or(0) > text_end;
        if (!is_at_end || parsed.error().code != ErrorCode::syntax) return result;
    }
    result.list = Completer(source, table, before.substr(result.begin)).list(parser.expectation());
    return result;
}

}  // namespace errata
