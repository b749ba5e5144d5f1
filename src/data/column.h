// Column<T>: an immutable array of plain values, wherever they lie.
//
// What it is for: one type for columns that a reader has filled and for columns that lie inside a
// snapshot's buffer. Copies share the memory; the last one frees it.
// What it does not do: change. To make one, fill a Growing<T> or a std::vector<T> and move it in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/growing.h"

namespace errata {

template <typename T>
class Column {
public:
    Column() = default;

    explicit Column(Growing<T>&& values) : size_(values.size()) {
        values.shrink();
        const T* const data = values.release();
        data_ = data;
        owner_ = std::shared_ptr<const void>(data, [](const void* p) {
            std::free(const_cast<void*>(p));  // Growing's memory comes from realloc
        });
    }

    explicit Column(std::vector<T>&& values) : size_(values.size()) {
        auto owner = std::make_shared<const std::vector<T>>(std::move(values));
        data_ = owner->data();
        owner_ = std::move(owner);
    }

    // Values that lie in memory which `owner` keeps alive.
    Column(std::span<const T> values, std::shared_ptr<const void> owner)
        : owner_(std::move(owner)), data_(values.data()), size_(values.size()) {}

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T* data() const { return data_; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }
    std::span<const T> span() const { return {data_, size_}; }

private:
    std::shared_ptr<const void> owner_;
    const T* data_ = nullptr;
    std::size_t size_ = 0;
};

// Lists: all their values in one column, and where each list ends.
template <typename T>
class ListColumn {
public:
    ListColumn() = default;
    ListColumn(Column<std::uint64_t> ends, Column<T> values)
        : ends_(std::move(ends)), values_(std::move(values)) {}

    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    std::span<const T> operator[](std::size_t i) const {
        const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
        return {values_.data() + begin, static_cast<std::size_t>(ends_[i] - begin)};
    }
    const Column<std::uint64_t>& ends() const { return ends_; }
    const Column<T>& values() const { return values_; }

private:
    Column<std::uint64_t> ends_;
    Column<T> values_;
};

template <typename T>
class ListColumnBuilder {
public:
    void push(std::span<const T> values) {
        values_.append(values);
        ends_.push(values_.size());
    }
    std::size_t size() const { return ends_.size(); }
    ListColumn<T> build() && {
        return {Column<std::uint64_t>(std::move(ends_)), Column<T>(std::move(values_))};
    }

private:
    Growing<std::uint64_t> ends_;
    Growing<T> values_;
};

// Texts: all bytes in one column, and where each ends.
class TextColumn {
public:
    TextColumn() = default;
    TextColumn(Column<std::uint64_t> ends, Column<char> bytes)
        : ends_(std::move(ends)), bytes_(std::move(bytes)) {}

    std::size_t size() const { return ends_.size(); }
    bool empty() const { return ends_.empty(); }
    std::string_view operator[](std::size_t i) const {
        const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
        return {bytes_.data() + begin, static_cast<std::size_t>(ends_[i] - begin)};
    }
    const Column<std::uint64_t>& ends() const { return ends_; }
    const Column<char>& bytes() const { return bytes_; }

private:
    Column<std::uint64_t> ends_;
    Column<char> bytes_;
};

class TextColumnBuilder {
public:
    void push(std::string_view text) {
        bytes_.append({text.data(), text.size()});
        ends_.push(bytes_.size());
    }
    std::size_t size() const { return ends_.size(); }
    TextColumn build() && {
        return {Column<std::uint64_t>(std::move(ends_)), Column<char>(std::move(bytes_))};
    }

private:
    Growing<std::uint64_t> ends_;
    Growing<char> bytes_;
};

}  // namespace errata
