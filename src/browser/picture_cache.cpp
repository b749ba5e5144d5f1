#include "browser/picture_cache.h"

#include <GLES3/gl3.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "browser/host.h"
#include "data/name_matching.h"

namespace errata::browser {

void PictureCache::reset(const Samples& samples, std::vector<std::uint32_t> files) {
    clear();
    samples_ = &samples;
    files_ = std::move(files);
}

void PictureCache::clear() {
    for (const auto& [key, entry] : entries_) {
        if (entry.texture != 0) glDeleteTextures(1, &entry.texture);
    }
    entries_.clear();
    tickets_.clear();
    decoded_ = 0;
    failures_ = 0;
    samples_ = nullptr;
    files_.clear();
}

ui::Picture PictureCache::find(SampleSlot sample, Size size) {
    if (files_[sample] == no_file) return {.state = ui::PictureState::no_file};
    const Key key = Key{sample} * 2 + static_cast<Key>(size);
    Entry& entry = entries_[key];
    entry.last_frame = frame_;
    if (entry.ticket == 0) request(entry, key, sample, size);
    return entry.picture;
}

void PictureCache::request(Entry& entry, Key key, SampleSlot sample, Size size) {
    entry.ticket = next_ticket_++;
    entry.picture.state = ui::PictureState::waiting;
    tickets_.emplace(entry.ticket, key);
    const auto width = static_cast<double>(samples_->width[sample]);
    const auto height = static_cast<double>(samples_->height[sample]);
    if (size == Size::full) {
        request_picture(entry.ticket, files_[sample], 0, 0);
    } else if (width == 0 || height == 0) {
        // Its shape is known only when it is decoded: -1 asks for the longer side at most.
        request_picture(entry.ticket, files_[sample], -thumbnail_px, -thumbnail_px);
    } else {
        const double scale = std::min({1.0, thumbnail_px / width, thumbnail_px / height});
        request_picture(entry.ticket, files_[sample],
                        std::max(1, static_cast<int>(std::lround(width * scale))),
                        std::max(1, static_cast<int>(std::lround(height * scale))));
    }
}

void PictureCache::end_frame() {
    ++frame_;
    trim(Size::reduced, kept_thumbnails);
    trim(Size::full, kept_full);
}

void PictureCache::trim(Size size, std::size_t kept) {
    std::vector<std::pair<std::uint64_t, Key>> candidates;  // ready ones, by last use
    for (const auto& [key, entry] : entries_) {
        const bool same = key % 2 == static_cast<Key>(size);
        if (same && entry.texture != 0) candidates.emplace_back(entry.last_frame, key);
    }
    if (candidates.size() <= kept) return;
    std::ranges::sort(candidates);
    for (std::size_t i = 0; i < candidates.size() - kept; ++i) {
        const auto [last_frame, key] = candidates[i];
        if (last_frame + 1 >= frame_) break;  // on screen now
        glDeleteTextures(1, &entries_[key].texture);
        entries_.erase(key);
    }
}

void PictureCache::forget_textures() {
    entries_.clear();
    tickets_.clear();
}

PictureCache::Entry* PictureCache::of(std::uint32_t ticket) {
    const auto key = tickets_.find(ticket);
    return key == tickets_.end() ? nullptr : &entries_[key->second];
}

std::uint32_t PictureCache::begin(std::uint32_t ticket) {
    Entry* const entry = of(ticket);
    if (entry == nullptr) return 0;
    glGenTextures(1, &entry->texture);
    glBindTexture(GL_TEXTURE_2D, entry->texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return entry->texture;
}

void PictureCache::end(std::uint32_t ticket, float width_px, float height_px) {
    Entry* const entry = of(ticket);
    if (entry == nullptr) return;
    glGenerateMipmap(GL_TEXTURE_2D);
    glBindTexture(GL_TEXTURE_2D, 0);
    entry->picture = {.state = ui::PictureState::ready,
                      .texture = entry->texture,
                      .width_px = width_px,
                      .height_px = height_px};
    tickets_.erase(ticket);
    ++decoded_;
}

void PictureCache::failed(std::uint32_t ticket, std::string message) {
    Entry* const entry = of(ticket);
    if (entry == nullptr) return;
    entry->picture = {.state = ui::PictureState::failed, .message = std::move(message)};
    tickets_.erase(ticket);
    ++failures_;
}

void PictureCache::dropped(std::uint32_t ticket) {
    const auto key = tickets_.find(ticket);
    if (key == tickets_.end()) return;
    entries_.erase(key->second);
    tickets_.erase(key);
}

}  // namespace errata::browser
