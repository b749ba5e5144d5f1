// Pictures: the samples' images as textures, asked for by sample each frame and answered when they are there.
//
// What it is for: panels ask for what is visible and draw what has come; whoever implements this decodes
// elsewhere, keeps a bounded number, and asks for a frame when an answer arrives.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace errata::ui {

enum class PictureState : std::uint8_t {
    no_file,  // no file was given for this sample
    waiting,
    ready,
    failed,  // message says why
};

struct Picture {
    PictureState state = PictureState::no_file;
    ImTextureID texture = 0;
    float width_px = 0;  // of the image as stored, before any reduction; 0: not known yet
    float height_px = 0;
    std::string message = {};
};

class Pictures {
public:
    virtual ~Pictures() = default;

    // At most 256 pixels wide and high.
    virtual Picture thumbnail(SampleSlot sample) = 0;

    // In full size.
    virtual Picture full(SampleSlot sample) = 0;
};

// The same for a part of the samples.
class ShownPictures final : public Pictures {
public:
    explicit ShownPictures(Pictures& all) : all_(all) {}

    // Per sample shown its slot among all; they must outlive their use. Null: all are shown.
    void show(const std::vector<Row>* slots) { slots_ = slots; }

    Picture thumbnail(SampleSlot sample) override { return all_.thumbnail(slot_of(sample)); }
    Picture full(SampleSlot sample) override { return all_.full(slot_of(sample)); }

private:
    SampleSlot slot_of(SampleSlot sample) const {
        return slots_ == nullptr ? sample : (*slots_)[sample];
    }

    Pictures& all_;
    const std::vector<Row>* slots_ = nullptr;
};

}  // namespace errata::ui
