#include "support/query_tables.h"

#include <algorithm>
#include <array>
#include <format>

namespace errata::test {

namespace {

constexpr std::array<std::string_view, 6> texts = {"",        "Zoë", "猫が好き",
                                                   "a\"b\\c", "قطة", "two words"};
constexpr std::array<std::string_view, 4> sites = {"A", "B", "größe", "\"q\""};

TextColumn text_column(std::span<const std::string_view> values) {
    TextColumnBuilder builder;
    for (const std::string_view value : values) builder.push(value);
    return std::move(builder).build();
}

ColumnData numbers(Random& random, std::size_t rows, double scale) {
    std::vector<double> values(rows);
    // Few values, so that equality is met.
    for (double& value : values) {
        value =
            random.chance(0.2) ? no_number : scale * (static_cast<double>(random.below(9)) - 2) / 4;
    }
    return {.numbers = Column<double>(std::move(values))};
}

ColumnData truths(Random& random, std::size_t rows) {
    std::vector<std::uint8_t> values(rows);
    for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(random.below(3));
    return {.truths = Column<std::uint8_t>(std::move(values))};
}

ColumnData categories(Random& random, std::size_t rows, std::vector<std::string_view> names) {
    std::vector<std::uint16_t> codes(rows);
    for (std::uint16_t& code : codes) {
        code =
            random.chance(0.2) ? no_code : static_cast<std::uint16_t>(random.below(names.size()));
    }
    return {.codes = Column<std::uint16_t>(std::move(codes)), .names = text_column(names)};
}

ColumnData random_texts(Random& random, std::size_t rows) {
    TextColumnBuilder builder;
    BitSet missing(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        builder.push(texts[random.index(texts.size())]);
        missing.set(i, random.chance(0.2));
    }
    return {.texts = std::move(builder).build(), .missing = std::move(missing)};
}

ColumnData sets(Random& random, std::size_t rows) {
    ListColumnBuilder<std::uint16_t> builder;
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<std::uint16_t> members;
        for (std::uint16_t one = 0; one < sites.size(); ++one) {
            if (random.chance(0.3)) members.push_back(one);
        }
        builder.push(members);
    }
    return {.sets = std::move(builder).build(), .names = text_column(sites)};
}

}  // namespace

void QueryTables::add(TableRef table, ColumnInfo info, ColumnData data) {
    info.table = table.table;
    std::vector<ColumnInfo>& infos = infos_[table.table];
    if (std::ranges::find(infos, info.name, &ColumnInfo::name) == infos.end())
        infos.push_back(info);
    data_[{table.table, table.run, info.name}] = std::move(data);
}

// The same columns in every table, with the table's letter before their names, and some that are in all.
void QueryTables::fill(TableRef table, Random& random) {
    const std::size_t count = rows(table);
    const std::string letter(name_of(table.table).substr(0, 1));
    const auto inputs = static_cast<std::uint8_t>(from_dataset | from_run);
    const auto column = [&](std::string_view name, ColumnType type, Unit unit = Unit::none) {
        return ColumnInfo{
            .name = letter + std::string(name), .type = type, .unit = unit, .inputs = inputs};
    };
    std::vector<std::string_view> names(sites.begin(), sites.end());
    if (table.table == Table::pred) std::ranges::reverse(names);
    add(table, column("n", ColumnType::number), numbers(random, count, 1));
    add(table, column("i", ColumnType::integer, Unit::pixels), numbers(random, count, 4));
    add(table, column("f", ColumnType::number, Unit::fraction), numbers(random, count, 0.5));
    add(table, column("t", ColumnType::truth), truths(random, count));
    add(table, column("c", ColumnType::category), categories(random, count, names));
    add(table, column(" text", ColumnType::text), random_texts(random, count));
    add(table, column("s", ColumnType::set), sets(random, count));
    add(table, {.name = "same", .type = ColumnType::number, .inputs = inputs},
        numbers(random, count, 1));
}

QueryTables::QueryTables(std::uint64_t seed, std::size_t samples) : samples_(samples) {
    Random random(seed);
    for (const TableRef table :
         {TableRef{Table::truth, 0}, TableRef{Table::pred, 0}, TableRef{Table::pred, 1}}) {
        std::vector<SampleSlot>& slots = sample_[{table.table, table.run}];
        slots.resize(samples == 0 ? 0 : 200 + random.index(200));
        for (SampleSlot& slot : slots) slot = static_cast<SampleSlot>(random.index(samples));
        if (table.table == Table::truth) std::ranges::sort(slots);
    }
    for (std::uint32_t run = 0; run < 2; ++run) {
        for (const Table table : {Table::samples, Table::truth, Table::pred})
            fill({table, run}, random);
    }
}

std::size_t QueryTables::rows(TableRef table) const {
    return table.table == Table::samples ? samples_ : sample_of(table).size();
}

const ColumnData& QueryTables::values(TableRef table, const ColumnInfo& info) {
    return data_.at({info.table, table.run, info.name});
}

TextColumn QueryTables::names(TableRef table, const ColumnInfo& info) const {
    return data_.at({info.table, table.run, info.name}).names;
}

std::span<const SampleSlot> QueryTables::sample_of(TableRef table) const {
    if (table.table == Table::samples) return {};
    return sample_.at({table.table, table.table == Table::pred ? table.run : 0});
}

namespace {

std::string literal_of(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// Writes queries; every piece is valid where it stands.
class Writer {
public:
    Writer(Random& random, Table scope) : random_(random), scope_(scope) {}

    std::string condition(int depth) {
        if (depth <= 0) return test(0);
        switch (random_.below(8)) {
            case 0: return joined(depth, "and");
            case 1: return joined(depth, "or");
            case 2: return "not" + space() + enclosed(condition(depth - 1));
            case 3: return enclosed(condition(depth - 1));
            default: return test(depth);
        }
    }

private:
    std::string space() { return pick({" ", " ", "  ", "\n"}); }
    std::string enclosed(const std::string& text) { return "(" + text + ")"; }

    std::string joined(int depth, std::string_view word) {
        std::string text = operand(depth);
        for (std::uint64_t more = 1 + random_.below(3); more > 0; --more) {
            text += space() + std::string(word) + space() + operand(depth);
        }
        return text;
    }
    std::string operand(int depth) {
        return random_.chance(0.5) ? enclosed(condition(depth - 1)) : test(depth - 1);
    }

    // A column of the row, its sample's, or of another run.
    std::string column(std::string_view name) {
        const bool of_sample = scope_ == Table::samples || random_.chance(0.3);
        const std::string letter(of_sample ? "s" : name_of(scope_).substr(0, 1));
        std::string text = letter + std::string(name);
        if (name.starts_with(' ')) text = "`" + text + "`";
        if (of_sample && random_.chance(0.2)) text = "samples." + text;
        // Another run's predictions are not this row's.
        if ((of_sample || scope_ == Table::truth) && random_.chance(0.2)) text = "`b b`." + text;
        return text;
    }

    std::string number(int depth) {
        if (depth > 0 && random_.chance(0.3))
            return enclosed(number(depth - 1) + " " + pick({"+", "-", "*", "/"}) + space() +
                            number(depth - 1));
        switch (random_.below(8)) {
            case 0: return pick({"0", "-0.5", "1", "0.25", "-1e0", "2.5e-1"});
            case 1: return "-" + column("n");
            case 2: return "same";
            case 3: return depth > 0 ? aggregate_number(depth) : column("n");
            default: return column("n");
        }
    }

    std::string aggregate_number(int depth) {
        const std::string over = pick({"truth", "pred", "a.pred", "`b b`.pred"});
        const Table inner = over == "truth" ? Table::truth : Table::pred;
        const std::string where =
            random_.chance(0.7) ? " where " + Writer(random_, inner).condition(depth - 1) : "";
        if (random_.chance(0.3)) return "count(" + over + where + ")";
        return pick({"min", "max", "mean", "sum"}) + "(" + over + "." +
               (inner == Table::truth ? "t" : "p") + "n" + where + ")";
    }

    std::string test(int depth) {
        const std::string no = random_.chance(0.3) ? "not " : "";
        switch (random_.below(14)) {
            case 0: return column("t");
            case 1: return column("t") + pick({" == ", "!="}) + pick({"true", "false", "st"});
            case 2:
                return column("c") + pick({"==", " != "}) +
                       literal_of(sites[random_.index(sites.size())]);
            case 3: return column("c") + " == " + column(random_.chance(0.5) ? "c" : " text");
            case 4:
                return column("c") + space() + no + "in (" + literal_of(sites[0]) + ", " +
                       literal_of(sites[random_.index(sites.size())]) + ")";
            case 5:
                return column(" text") + " " + no + pick({"contains", "starts with", "ends with"}) +
                       " " + literal_of(pick({"", "Z", "猫", "s", "\\c"}));
            case 6:
                return column(random_.chance(0.5) ? " text" : "c") + " " + no + "matches" +
                       pick({"'^Z'", "'[[:^ascii:]]'", "\"\\\\s\"", "'o?'"});
            case 7:
                return column("s") + " " + no + "contains " +
                       literal_of(sites[random_.index(sites.size())]);
            case 8: return column("c") + " " + no + "in " + column("s");
            case 9:
                return pick({column("n"), column("t"), column("c"), column(" text")}) + " is " +
                       no + "missing";
            case 10:
                return number(depth) + " " + no + "in " + enclosed(number(depth)) + ".." +
                       enclosed(number(depth));
            case 11:
                return column("i") + " " + no +
                       pick({"in [1 px, 2, -1]", "in -1..2 px", "in (0)",
                             "in (9, 8, 7, 6, 5, 4, 3, 2, 1 px, 0)"});
            case 12: {
                const std::string over = pick({"truth", "pred", "`b b`.pred"});
                const Table inner = over == "truth" ? Table::truth : Table::pred;
                return pick({"any", "all"}) + "(" + over + " where" + space() +
                       Writer(random_, inner).condition(depth - 1) + ")";
            }
            default: break;
        }
        const std::string first =
            number(depth) + space() + pick({"==", "!=", "<", "<=", ">", ">="}) + number(depth);
        return random_.chance(0.2) ? column("f") + " < 50% and " + first : first;
    }

    std::string pick(std::initializer_list<std::string> list) {
        return list.begin()[random_.index(list.size())];
    }

    Random& random_;
    Table scope_;
};

}  // namespace

std::string random_query(Random& random, Table scope, int depth) {
    return Writer(random, scope).condition(depth);
}

}  // namespace errata::test
