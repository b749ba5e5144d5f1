// Expressions as text. Parentheses stand only where reading would otherwise give another tree.
#include <array>
#include <format>

#include "query/parse.h"
#include "query/token.h"

namespace errata {

namespace {

// How tightly an expression holds together; an operand that holds less needs parentheses.
enum Tightness : int { loose, disjunction, conjunction, negation, test, sum, product, sign, whole };

Tightness tightness_of(const Expression& expression) {
    switch (expression.kind) {
        case ExpressionKind::any_of: return disjunction;
        case ExpressionKind::all_of: return conjunction;
        case ExpressionKind::none_of: return negation;
        case ExpressionKind::sum: return sum;
        case ExpressionKind::product: return product;
        case ExpressionKind::negative: return sign;
        case ExpressionKind::number:
        case ExpressionKind::text:
        case ExpressionKind::truth:
        case ExpressionKind::column:
        case ExpressionKind::aggregate: return whole;
        default: return test;
    }
}

constexpr std::array<std::string_view, 10> operator_texts = {
    "+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 7> function_names = {"any", "all",  "count", "min",
                                                            "max", "mean", "sum"};

std::string path_text(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& name : path) text += (text.empty() ? "" : ".") + quoted_name(name);
    return text;
}

void print(const Expression& expression, std::string& out);

void print_operand(const Expression& operand, Tightness least, std::string& out) {
    const bool enclosed = tightness_of(operand) < least;
    if (enclosed) out += '(';
    print(operand, out);
    if (enclosed) out += ')';
}

void print_list(const Expression& expression, std::string_view between, Tightness least,
                std::string& out) {
    for (std::size_t i = 0; i < expression.children.size(); ++i) {
        if (i > 0) out += between;
        print_operand(expression.children[i], least, out);
    }
}

// a + b - c: the operands behind the first hold tighter, since reading goes from the left.
void print_chain(const Expression& expression, Tightness first, Tightness others,
                 std::string& out) {
    print_operand(expression.children.front(), first, out);
    for (std::size_t i = 1; i < expression.children.size(); ++i) {
        out += std::format(" {} ",
                           operator_texts[static_cast<std::size_t>(expression.operators[i - 1])]);
        print_operand(expression.children[i], others, out);
    }
}

void print_test(const Expression& expression, std::string_view word, Tightness right,
                std::string& out) {
    print_operand(expression.children[0], sum, out);
    out += std::format(" {}{} ", expression.negated ? "not " : "", word);
    print_operand(expression.children[1], right, out);
}

void print_one_of(const Expression& expression, std::string& out) {
    print_operand(expression.children[0], sum, out);
    out += expression.negated ? " not in (" : " in (";
    for (std::size_t i = 1; i < expression.children.size(); ++i) {
        if (i > 1) out += ", ";
        print(expression.children[i], out);
    }
    out += ')';
}

void print_aggregate(const Expression& expression, std::string& out) {
    out += std::format("{}({}", function_names[static_cast<std::size_t>(expression.function)],
                       path_text(expression.path));
    if (!expression.children.empty()) {
        out += " where ";
        print(expression.children[0], out);
    }
    out += ')';
}

void print(const Expression& expression, std::string& out) {
    switch (expression.kind) {
        case ExpressionKind::number: out += number_text(expression.number, expression.unit); break;
        case ExpressionKind::text: out += quoted_text(expression.text); break;
        case ExpressionKind::truth: out += expression.number != 0 ? "true" : "false"; break;
        case ExpressionKind::column: out += path_text(expression.path); break;
        case ExpressionKind::negative:
            out += '-';
            print_operand(expression.children[0], sign, out);
            break;
        case ExpressionKind::sum: print_chain(expression, sum, product, out); break;
        case ExpressionKind::product: print_chain(expression, product, sign, out); break;
        case ExpressionKind::comparison: print_chain(expression, sum, sum, out); break;
        case ExpressionKind::all_of: print_list(expression, " and ", negation, out); break;
        case ExpressionKind::any_of: print_list(expression, " or ", conjunction, out); break;
        case ExpressionKind::none_of:
            out += "not ";
            print_operand(expression.children[0], negation, out);
            break;
        case ExpressionKind::one_of: print_one_of(expression, out); break;
        case ExpressionKind::range:
            print_operand(expression.children[0], sum, out);
            out += expression.negated ? " not in " : " in ";
            print_operand(expression.children[1], sign, out);
            out += "..";
            print_operand(expression.children[2], sign, out);
            break;
        case ExpressionKind::member: print_test(expression, "in", sign, out); break;
        case ExpressionKind::contains: print_test(expression, "contains", sum, out); break;
        case ExpressionKind::starts: print_test(expression, "starts with", sum, out); break;
        case ExpressionKind::ends: print_test(expression, "ends with", sum, out); break;
        case ExpressionKind::matches: print_test(expression, "matches", sum, out); break;
        case ExpressionKind::missing:
            print_operand(expression.children[0], sum, out);
            out += expression.negated ? " is not missing" : " is missing";
            break;
        case ExpressionKind::aggregate: print_aggregate(expression, out); break;
    }
}

}  // namespace

std::string to_string(const Expression& expression) {
    std::string out;
    print(expression, out);
    return out;
}

std::string to_string(const Query& query) { return to_string(query.root); }

}  // namespace errata
