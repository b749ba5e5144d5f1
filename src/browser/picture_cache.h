// PictureCache: the samples' images as GL textures, decoded by the browser, a bounded number of them.
//
// What it is for: ui::Pictures for the page. A miss asks the script to decode the sample's file; the answer
// comes between frames under the request's ticket. What was not drawn for longest goes first.
// What it does not do: decode, or hold a file (the script has the File objects, by number).
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "ui/pictures.h"

namespace errata::browser {

class PictureCache final : public ui::Pictures {
public:
    static constexpr int thumbnail_px = 256;
    static constexpr std::size_t kept_thumbnails = 400;
    static constexpr std::size_t kept_full = 4;

    // A new dataset: `files` is the file number per sample (no_file: none). Frees all textures.
    // The samples must outlive their use here.
    void reset(const Samples& samples, std::vector<std::uint32_t> files);
    void clear();

    ui::Picture thumbnail(SampleSlot sample) override { return find(sample, Size::reduced); }
    ui::Picture full(SampleSlot sample) override { return find(sample, Size::full); }

    // After each frame: frees what is too much.
    void end_frame();

    // The context is gone: forget all textures; they are asked for again.
    void forget_textures();

    // Answers. begin() gives the texture to fill, bound; 0 when nobody waits for that ticket any more.
    std::uint32_t begin(std::uint32_t ticket);
    void end(std::uint32_t ticket, float width_px, float height_px);
    void failed(std::uint32_t ticket, std::string message);
    void dropped(std::uint32_t ticket);

    // The file number per sample.
    const std::vector<std::uint32_t>& files() const { return files_; }

    std::size_t decoded() const { return decoded_; }
    std::size_t failures() const { return failures_; }
    std::size_t waiting() const { return tickets_.size(); }

private:
    enum class Size : std::uint8_t { reduced, full };

    struct Entry {
        ui::Picture picture;
        std::uint32_t texture = 0;
        std::uint32_t ticket = 0;
        std::uint64_t last_frame = 0;
    };
    using Key = std::uint64_t;  // sample * 2 + size

    ui::Picture find(SampleSlot sample, Size size);
    void request(Entry& entry, Key key, SampleSlot sample, Size size);
    void trim(Size size, std::size_t kept);
    Entry* of(std::uint32_t ticket);

    const Samples* samples_ = nullptr;
    std::vector<std::uint32_t> files_;
    std::unordered_map<Key, Entry> entries_;
    std::unordered_map<std::uint32_t, Key> tickets_;  // of pictures that are waited for
    std::uint32_t next_ticket_ = 1;
    std::uint64_t frame_ = 0;
    std::size_t decoded_ = 0;
    std::size_t failures_ = 0;
};

}  // namespace errata::browser
