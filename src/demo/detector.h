// A small two-stage object detector, trained from pictures and boxes.
//
// What it is for: predictions with real mistakes. Stage one looks at a fixed set of windows in
// every size and asks "is this something?"; stage two looks closer at the best ones, names them,
// moves the box, looks again; what remains is thinned by non-maximum suppression per class, and
// each box kept becomes the mean of those that agreed with it. It is the recipe of Faster R-CNN
// (Ren et al., 2015) with box voting (Gidaris and Komodakis, 2015), on summed-area features and
// tiny networks.
//
// What it does not do: see anything but pixels; it is never shown a truth box of the picture it
// runs on. Its weaknesses are honest ones: windows thinner than 6 px and places between strides are
// never looked at, and what training showed rarely is known badly.
#pragma once

#include <span>
#include <vector>

#include "base/random.h"
#include "demo/features.h"
#include "demo/network.h"
#include "demo/scene.h"

namespace errata::demo {

struct Example {
    Picture picture;
    std::vector<Visible> objects;
};

struct Detector {
    Network proposer;  // one class: something
    Network namer;     // kind_count classes
};

struct Detection {
    Kind kind = Kind::sailboat;
    BoxPx box_px;
    double score = 0;  // in (0, 1)
};

struct DetectOptions {
    double least_score = 0.2;
    double suppress_above_iou = 0.5;
    std::size_t most = 100;  // per picture
};

Detector train_detector(std::span<const Example> examples, Random& random);
// Best first.
std::vector<Detection> detect(const Detector& detector, const Picture& picture,
                              const DetectOptions& options = {});

}  // namespace errata::demo
