// More like this: from something that is looked at to a query that finds the same in the pool, and what is done with it.
//
// What it is for: a class, an image or what the filter selects becomes what the catalog shows, a labeling function, a stratum of
// the next batch, or what it leaves out.
// What it does not do: select; a query is a query wherever it came from.
#pragma once

#include <string>
#include <vector>

#include "ui/model.h"
#include "ui/widgets.h"

namespace errata::ui {

struct Likeness {
    std::string words;      // "with kayak predicted"
    std::string query;      // over samples, canonical
    std::string vote = {};  // the class that a labeling function of it votes for; "": none
};

// Samples where the model sees this class, at the view's confidence.
Likeness like_class(const Model& model, const std::string& cls);
// Samples like one of what is shown: with the classes that are predicted in it, with its value of each column of few names,
// nearly the same picture. None of those that say nothing.
std::vector<Likeness> like_sample(const Model& model, SampleSlot sample);
// Samples that the view's query is about: of objects and predictions those that have such; nothing without a query.
std::vector<Likeness> like_filter(const Model& model);

// A button with a menu: of a single one all that can be done with it, of several which one the catalog is to show. Where there
// is none, it is not enabled.
void more_like_this(Frame& frame, const Model& model, const std::vector<Likeness>& likenesses,
                    const ButtonOptions& options, Commands& commands);

}  // namespace errata::ui
