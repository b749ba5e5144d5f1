// Image quality: how dark, bright, blurred or empty a picture is.
//
// What it is for: columns that say which pictures a model may fail on, or that are not worth a label. Measures and scores
// are CleanVision's (0.3); pictures with palettes are measured by their colours, where CleanVision takes the indices.
// What it does not do: decide what is bad; CleanVision's limits are in the registry's texts.
#pragma once

#include "image/picture.h"

namespace errata {

struct ImageQuality {
    // Brightness of a colour: √(0.241 R² + 0.691 G² + 0.068 B²) / 255 (Finley 2006), 0 to 1.
    double brightness = 0;       // of the mean colour
    double dark_percentile = 0;  // 99th percentile: the brightest pixels of a dark picture are dark
    double bright_percentile =
        0;  // 5th percentile: the darkest pixels of a bright picture are bright
    // Shannon entropy of the values of all channels together, in bits.
    double entropy = 0;
    // Standard deviation of the edges (the 3 x 3 Laplacian of eight neighbours, cut to 0 to 255) of the grey picture, scaled
    // by a bicubic filter so that its longer side has at most 64 pixels.
    double edge_deviation = 0;
    // Standard deviation of the 256 counts of grey values of the same small picture.
    double grey_count_deviation = 0;

    // 0 to 1, small is blurred: 1 - exp(-e/100), and as much of the counts where that is above 0.18, at most 1.
    double sharpness() const;
};

// At least one pixel. Linear in the pixels.
ImageQuality quality_of(const Picture& picture);

}  // namespace errata
