// Warnings: bad rows, counted by kind, the first few of each kept with their place.
//
// What it is for: a reader meets a row it cannot use (or can, but not as the writer may think); it
// counts it here and goes on, so that nothing is dropped in silence and a million bad rows cost little.
// What it does not do: print; resolve lines (a reader records bytes; `resolve_lines` in byte_source.h
// turns the few that are kept into lines).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace errata {

struct WarningExample {
    std::uint64_t byte = 0;             // from 0, in the unpacked content
    std::optional<std::uint64_t> line;  // from 1
    std::string text;                   // the offending value, shortened; may be empty
};

struct Warning {
    std::string file;
    std::string kind;     // stable word: "unknown-class", "not-finite", ...
    std::string message;  // one sentence that says what is done with such rows
    std::uint64_t count = 0;
    std::vector<WarningExample> examples;  // the first kept_examples, by place in the file
};

class Warnings {
public:
    static constexpr std::size_t kept_examples = 5;

    // Counts one more of `kind`; `message` is used when the kind is new.
    void add(std::string_view file, std::string_view kind, std::string_view message,
             std::uint64_t byte, std::string_view text = {});

    // Counts `count` of a kind that has no place in a file.
    void add_count(std::string_view file, std::string_view kind, std::string_view message,
                   std::uint64_t count);

    // Adds what another reader (of a later part of the same file) has counted.
    void merge(const Warnings& later);

    std::vector<Warning>& all() { return all_; }
    const std::vector<Warning>& all() const { return all_; }
    std::uint64_t count_of(std::string_view kind) const;

private:
    Warning& of(std::string_view file, std::string_view kind, std::string_view message);

    std::vector<Warning> all_;  // in order of first appearance
};

}  // namespace errata
