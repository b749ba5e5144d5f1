// Findings in words: a sentence with its figures, and the deed that leads to what is behind it.
#pragma once

#include <string>

#include "ui/model.h"

namespace errata::ui {

struct FindingWords {
    std::string subject;   // what tells it from others of its kind: a class's name, "boxes"
    std::string sentence;  // "tugboat: 62.0 % of 120 objects are missed, of all classes 31.0 %"
    std::string button;    // "Show misses"
    bool is_share = true;  // its share is one of the errors that are seen
    Command command;
};

FindingWords words_of(const Finding& finding, const Model& model);

}  // namespace errata::ui
