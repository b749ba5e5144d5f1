#include "support/plain_overlap.h"

#include <algorithm>
#include <cmath>

#include "base/real_math.h"

namespace errata::test {

namespace {

// maskApi.c, bbIou().
double overlap_of_boxes(const PlainBox& d, const PlainBox& g, bool crowd) {
    const double d_area = d[2] * d[3];
    const double g_area = g[2] * g[3];
    const double w = std::fmin(d[2] + d[0], g[2] + g[0]) - std::fmax(d[0], g[0]);
    if (w <= 0) return 0;
    const double h = std::fmin(d[3] + d[1], g[3] + g[1]) - std::fmax(d[1], g[1]);
    if (h <= 0) return 0;
    const double i = w * h;
    const double u = crowd ? d_area : d_area + g_area - i;
    return i / u;
}

bool pixel(const PlainMask& mask, std::int64_t x, std::int64_t y) {
    if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) return false;
    return mask.pixels[static_cast<std::size_t>(x) * mask.height + static_cast<std::size_t>(y)] !=
           0;
}

// maskApi.c, rleToBbox(): a run of foreground that goes on in the next column makes the box as high as the image.
PlainBox box_of_mask(const PlainMask& mask) {
    double left = mask.width;
    double top = mask.height;
    double right = -1;
    double bottom = -1;
    for (std::int64_t x = 0; x < mask.width; ++x) {
        for (std::int64_t y = 0; y < mask.height; ++y) {
            if (!pixel(mask, x, y)) continue;
            left = std::min(left, static_cast<double>(x));
            right = std::max(right, static_cast<double>(x));
            top = std::min(top, static_cast<double>(y));
            bottom = std::max(bottom, static_cast<double>(y));
            if (y + 1 == mask.height && pixel(mask, x + 1, 0)) {
                top = 0;
                bottom = mask.height - 1.0;
            }
        }
    }
    if (right < 0) return {0, 0, 0, 0};
    return {left, top, right - left + 1, bottom - top + 1};
}

// maskApi.c, rleIou().
double overlap_of_masks(const PlainMask& d, const PlainMask& g, bool crowd) {
    if (!(overlap_of_boxes(box_of_mask(d), box_of_mask(g), crowd) > 0)) return 0;
    if (d.height != g.height || d.width != g.width) return -1;
    double both = 0;
    double either = 0;
    double own = 0;
    for (std::size_t i = 0; i < d.pixels.size(); ++i) {
        both += d.pixels[i] & g.pixels[i];
        either += d.pixels[i] | g.pixels[i];
        own += d.pixels[i];
    }
    if (both == 0) return 0;
    return both / (crowd ? own : either);
}

// Pixels that are gone when the mask, amid background, is worn down by one pixel on all sides `width` times.
PlainMask boundary_of_mask(const PlainMask& mask, double ratio) {
    const double diagonal = std::sqrt(static_cast<double>(mask.height) * mask.height +
                                      static_cast<double>(mask.width) * mask.width);
    const auto width = std::max<std::int64_t>(1, std::llrint(ratio * diagonal));
    PlainMask boundary = mask;
    for (std::int64_t x = 0; x < mask.width; ++x) {
        for (std::int64_t y = 0; y < mask.height; ++y) {
            bool inside = true;
            for (std::int64_t dx = -width; dx <= width; ++dx) {
                for (std::int64_t dy = -width; dy <= width; ++dy) {
                    inside = inside && pixel(mask, x + dx, y + dy);
                }
            }
            if (inside) boundary.pixels[static_cast<std::size_t>(x * mask.height + y)] = 0;
        }
    }
    return boundary;
}

double overlap_at_boundary(const PlainMask& d, const PlainMask& g, bool crowd, double ratio) {
    const double whole = overlap_of_masks(d, g, crowd);
    if (crowd) return whole;
    return std::min(
        whole, overlap_of_masks(boundary_of_mask(d, ratio), boundary_of_mask(g, ratio), false));
}

std::vector<double> sigmas_of(std::size_t points) {
    if (points != 17) return std::vector<double>(points, 1 / static_cast<double>(points));
    std::vector<double> sigmas = {.26, .25, .25,  .35,  .35, .79, .79, .72, .72,
                                  .62, .62, 1.07, 1.07, .87, .87, .89, .89};
    for (double& sigma : sigmas) sigma /= 10;
    return sigmas;
}

// cocoeval.py, computeOks().
double similarity_of_points(const PlainPrediction& prediction, const PlainObject& object) {
    const std::vector<double> sigmas = sigmas_of(object.points.size());
    const auto& [left, top, width, height] = object.box;
    bool any = false;
    for (const PlainPoint& point : object.points) any = any || point.visibility > 0;
    std::vector<double> terms;
    for (std::size_t i = 0; i < object.points.size(); ++i) {
        const PlainPoint& d = prediction.points[i];
        const PlainPoint& g = object.points[i];
        double dx = d.x - g.x;
        double dy = d.y - g.y;
        if (!any) {
            dx = std::fmax(0, (left - width) - d.x) + std::fmax(0, d.x - (left + width * 2));
            dy = std::fmax(0, (top - height) - d.y) + std::fmax(0, d.y - (top + height * 2));
        } else if (g.visibility == 0) {
            continue;
        }
        const double variance = (sigmas[i] * 2) * (sigmas[i] * 2);
        const double e = (dx * dx + dy * dy) / variance / (object.area + 0x1p-52) / 2;
        terms.push_back(real::exp(-e));
    }
    return plain_sum(terms) / static_cast<double>(terms.size());
}

}  // namespace

double plain_overlap(const PlainCase& one, const PlainPrediction& prediction,
                     const PlainObject& object) {
    // lvis-api knows no crowds.
    const bool crowd = object.crowd && !one.parameters.lvis;
    switch (one.kind) {
        case PlainKind::boxes: return overlap_of_boxes(prediction.box, object.box, crowd);
        case PlainKind::masks: return overlap_of_masks(prediction.mask, object.mask, crowd);
        case PlainKind::boundary:
            return overlap_at_boundary(prediction.mask, object.mask, crowd,
                                       one.parameters.boundary_ratio);
        case PlainKind::keypoints: break;
    }
    return similarity_of_points(prediction, object);
}

double plain_area(const PlainCase& one, const PlainPrediction& prediction) {
    // loadRes() looks for a box first.
    if (one.predictions_have_boxes) return prediction.box[2] * prediction.box[3];
    if (one.kind != PlainKind::keypoints) return plain_pixels(prediction.mask);
    double low[2] = {prediction.points[0].x, prediction.points[0].y};
    double high[2] = {low[0], low[1]};
    for (const PlainPoint& point : prediction.points) {
        low[0] = std::min(low[0], point.x);
        low[1] = std::min(low[1], point.y);
        high[0] = std::max(high[0], point.x);
        high[1] = std::max(high[1], point.y);
    }
    return (high[0] - low[0]) * (high[1] - low[1]);
}

double plain_pixels(const PlainMask& mask) {
    double count = 0;
    for (const std::uint8_t one : mask.pixels) count += one;
    return count;
}

double plain_sum(const std::vector<double>& values, std::size_t begin, std::size_t end) {
    end = std::min(end, values.size());
    const std::size_t n = end - begin;
    if (n > 128) {
        const std::size_t half = begin + n / 2 / 8 * 8;
        return plain_sum(values, begin, half) + plain_sum(values, half, end);
    }
    double r[8] = {};
    double sum = 0;
    std::size_t i = begin;
    if (n >= 8) {
        for (; i + 8 <= end; i += 8) {
            for (std::size_t k = 0; k < 8; ++k) r[k] += values[i + k];
        }
        sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    }
    for (; i < end; ++i) sum += values[i];
    return sum;
}

}  // namespace errata::test
