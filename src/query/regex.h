// Regular expressions in time linear in the text (RE2): its syntax, UTF-8, found anywhere in the text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace errata {

class Regex {
public:
    // Errors: syntax, in RE2's words; too_large where it would take more than 1 MiB.
    static Result<std::shared_ptr<const Regex>> compile(std::string_view pattern);

    ~Regex();
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;

    bool found_in(std::string_view text) const;

private:
    struct Compiled;
    explicit Regex(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace errata
