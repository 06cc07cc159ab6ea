#!/usr/bin/env python3
"""check_model.py MODEL - read a boilerplate model by docs/format.md and nothing else

Prints its figures, one "name=value" a line. Shares no code with chaff. The checksum is
not verified: the standard library has no XXH3.
"""
import struct
import sys


def number(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def sections(data):
    assert data[:8] == b"\x89chaff\r\n"
    version, count = struct.unpack_from("<II", data, 8)
    assert version == 1
    recipe = data[16:64].rstrip(b"\0").decode()
    found, end = {}, 64 + 24 * count
    for i in range(count):
        kind, zero, start, size = struct.unpack_from("<IIQQ", data, 64 + 24 * i)
        assert zero == 0 and start == end
        found[kind] = data[start:start + size]
        end = start + size
    assert end + 16 == len(data) and list(found) == [1, 2, 3, 4, 5, 6]
    return recipe, found


def read_grams(parts, data, sources):
    entries = documents = heads = shares = 0
    at = 0
    for p in range(128):
        count, size = struct.unpack_from("<QQ", parts, 16 * p)
        end, last = at + size, -1
        for _ in range(count):
            step, at = number(data, at)
            last += step + 1
            docs, at = number(data, at)
            head, at = number(data, at)
            owners, at = number(data, at)
            source = -1
            for _ in range(owners):
                step, at = number(data, at)
                source += step + 1
                own, at = number(data, at)
                if own & 1:
                    own_heads, at = number(data, at)
                    assert 0 < own_heads <= own >> 1
                assert own >> 1 and source < sources
            assert docs >= 2 and head <= docs and last < 1 << 47
            entries, documents = entries + 1, documents + docs
            heads, shares = heads + head, shares + owners
        assert at == end
    assert at == len(data)
    return {"entries": entries, "documents": documents, "heads": heads,
            "shares": shares}


def read_passages(data):
    count = at = 0
    last = -1
    while at < len(data):
        key, kind = struct.unpack_from("<QB", data, at)
        assert key > last and kind < 4
        last = key
        _, at = number(data, at + 9)
        _, at = number(data, at)
        size, at = number(data, at)
        data[at:at + size].decode()
        at += size
        count += 1
    return count


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    recipe, found = sections(data)
    sources = [struct.unpack_from("<QI", found[2], i)
               for i in range(0, len(found[2]), 12)]
    assert sources == sorted(set(sources))
    figures = {"recipe": recipe, "witnesses": struct.unpack("<Q", found[1])[0],
               "sources": len(sources)}
    figures.update(read_grams(found[3], found[4], len(sources)))
    figures["passages"] = read_passages(found[5])
    phrases = found[6].decode().splitlines()
    assert phrases == sorted(set(phrases))
    figures["phrases"] = len(phrases)
    for name, value in figures.items():
        print("%s=%s" % (name, value))


if __name__ == "__main__":
    main()
