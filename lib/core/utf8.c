/* UTF-8: checking, counting, decoding. Case, normal forms and what a letter is are left to the theme layer. */
#include "core/utf8.h"

#include <string.h>

/* Bytes of the valid sequence at p (the Unicode standard, table 3-7), or 0. */
static size_t sequence(const unsigned char *p, size_t left) {
  unsigned char lead = p[0];
  if (lead < 0x80) return 1;
  size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || left < length) return 0;
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;  /* no overlong forms */
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; /* no surrogates, nothing past U+10FFFF */
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

int bry__utf8_valid(const char *data, size_t size, size_t *bad_at) {
  const unsigned char *p = (const unsigned char *)data;
  size_t at = 0;
  while (at < size) {
    uint64_t eight;
    if (size - at >= sizeof eight) {
      memcpy(&eight, p + at, sizeof eight);
      if (!(eight & UINT64_C(0x8080808080808080))) {
        at += sizeof eight;
        continue;
      }
    }
    size_t length = sequence(p + at, size - at);
    if (!length) {
      if (bad_at) *bad_at = at;
      return 0;
    }
    at += length;
  }
  return 1;
}

int64_t bry__utf16_length(const char *data, size_t size) {
  int64_t units = 0;
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)data[i];
    units += ((c & 0xC0) != 0x80) + (c >= 0xF0); /* four bytes are a surrogate pair */
  }
  return units;
}

int64_t bry__utf8_length(const char *data, size_t size) {
  int64_t points = 0;
  for (size_t i = 0; i < size; i++)
    points += ((unsigned char)data[i] & 0xC0) != 0x80;
  return points;
}

uint32_t bry__utf8_next(const char *data, size_t size, size_t *at) {
  const unsigned char *p = (const unsigned char *)data + *at;
  uint32_t lead = p[0];
  size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length > size - *at) length = size - *at;
  uint32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; i++)
    point = point << 6 | (p[i] & 0x3Fu);
  *at += length;
  return point;
}

size_t bry__utf8_put(char *out, uint32_t code_point) {
  static const unsigned char leads[5] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (code_point < 0x80) {
    out[0] = (char)code_point;
    return 1;
  }
  size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (size_t i = length - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (code_point & 0x3F));
    code_point >>= 6;
  }
  out[0] = (char)(leads[length] | code_point);
  return length;
}

typedef struct range {
  uint32_t first, last;
} range;

/* Combining marks, joiners and variation selectors of the scripts that people here write. */
static const range zero_wide[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},   {0x0300, 0x036F},   {0x0483, 0x0489}, {0x0591, 0x05BD},
    {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E},   {0x2060, 0x2064},   {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0000, 0xE0FFF},
};

/* East Asian wide and full-width characters (UAX #11), and emoji that are drawn wide. */
static const range two_wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x2705, 0x2705},
    {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274E},   {0x2753, 0x2757},   {0x2795, 0x2797},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B55},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F004, 0x1F004}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F567}, {0x1F57A, 0x1F57A},
    {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6DF},
    {0x1F6EB, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static int in_ranges(const range *ranges, size_t count, uint32_t point) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (point > ranges[middle].last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && point >= ranges[low].first;
}

int64_t bry__utf8_width(const char *data, size_t size) {
  int64_t width = 0;
  for (size_t at = 0; at < size;) {
    uint32_t point = bry__utf8_next(data, size, &at);
    if (in_ranges(zero_wide, sizeof zero_wide / sizeof *zero_wide, point)) continue;
    width += 1 + in_ranges(two_wide, sizeof two_wide / sizeof *two_wide, point);
  }
  return width;
}
