// Restriction: which rows of an evaluation count.
//
// What it is for: metrics of a selection. There are three kinds, and every restricted figure says which it is:
//     samples       exactly what files with only these samples give. Nothing is matched again.
//     objects       the other objects of the ground truth are ignored, by the task's own rule:
//                   - detection: as if the reference's ignore flag were set (`gt["ignore"]` of COCOeval, "ignore" of
//                     LVISEval): an ignored object is no positive, is taken only where no other object is left, and
//                     what takes it counts neither way. A prediction that takes nothing stays a false positive:
//                     COCOeval forgives it only where its own area lies outside of an area range, which is a property
//                     of the prediction; a selection of objects has no such
//                   - panoptic: as panopticapi's "iscrowd"
//                   - spans: kept objects are matched first; what then takes an ignored one counts neither way
//                   - classes, text: samples whose class is not selected are left out
//                   - multilabel: the class is taken out of the sample, out of what it is given, too; the sample has
//                     no scores
//     predictions   a filter before matching: exactly what a file with only these predictions gives.
// What it does not do: choose the rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bit_set.h"

namespace errata {

enum class Restricted : std::uint8_t { samples, objects, predictions };

constexpr std::string_view id_of(Restricted kind) {
    switch (kind) {
        case Restricted::samples: return "samples";
        case Restricted::objects: return "objects";
        case Restricted::predictions: break;
    }
    return "predictions";
}

struct Restriction {
    Restricted to = Restricted::samples;
    // Over samples, rows of the ground truth or rows of the run; nothing: all count. Must outlive what it is given to.
    const BitSet* rows = nullptr;

    bool keeps_sample(std::size_t sample) const { return keeps(Restricted::samples, sample); }
    bool keeps_object(std::size_t row) const { return keeps(Restricted::objects, row); }
    bool keeps_prediction(std::size_t row) const { return keeps(Restricted::predictions, row); }

private:
    bool keeps(Restricted kind, std::size_t row) const {
        return rows == nullptr || kind != to || (*rows)[row];
    }
};

}  // namespace errata
