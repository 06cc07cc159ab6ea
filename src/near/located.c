/* located.c - a whole text split, its shingles hashed; see located.h */
#include "near/located.h"

enum { WORDS_AT_ONCE = 4096 };

static chaff_status read_words(located *l, splitter *sp, chaff_text text)
{
    chaff_status status = CHAFF_OK;
    size_t at = 0, fresh;

    while (status == CHAFF_OK && at < text.size) {
        size_t room = l->word_count + WORDS_AT_ONCE;

        status = mem_grow((void **)&l->words, &l->word_room, room, sizeof *l->words);
        if (status == CHAFF_OK)
            status = mem_grow((void **)&l->places, &l->place_room, room,
                              sizeof *l->places);
        if (status == CHAFF_OK)
            status = words_split(sp, text, &at, l->words + l->word_count,
                                 l->places + l->word_count, WORDS_AT_ONCE, &fresh);
        if (status == CHAFF_OK)
            l->word_count += fresh;
    }
    return status;
}

chaff_status located_read(located *l, splitter *sp, const shingle_rule *rule,
                          chaff_text text)
{
    chaff_status status = read_words(l, sp, text);

    if (status != CHAFF_OK)
        return status;
    l->step = l->word_count < rule->words ? l->word_count : rule->words;
    l->count = l->word_count ? l->word_count - l->step + 1 : 0;
    l->shingles = mem_alloc(l->count, sizeof *l->shingles);
    if (!l->shingles)
        return CHAFF_ERR_MEMORY;
    if (l->word_count >= rule->words)
        shingle_hashes(rule, l->words, l->count, l->shingles);
    else if (l->count)
        l->shingles[0] = shingle_short(rule, l->words, l->word_count);
    return CHAFF_OK;
}

void located_release(located *l)
{
    mem_free(l->words);
    mem_free(l->places);
    mem_free(l->shingles);
    *l = (located){0};
}
