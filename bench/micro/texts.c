/* texts.c - a sentence in many languages, grown to a text by shuffling its pieces
 *
 * Pieces are what stands between spaces; of a sentence without spaces, a few
 * characters. So letters, lengths and punctuation are those of the language, and a
 * processor cannot learn the order by heart.
 */
#include <stdlib.h>
#include <string.h>

#include "micro.h"

const micro_sample micro_samples[] = {
    {"en", "All human beings are born free and equal in dignity and rights. They are "
           "endowed with reason and conscience and should act towards one another in "
           "a spirit of brotherhood."},
    {"fr", "Tous les êtres humains naissent libres et égaux en dignité et en droits. "
           "Ils sont doués de raison et de conscience et doivent agir les uns envers "
           "les autres dans un esprit de fraternité."},
    {"de", "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind "
           "mit Vernunft und Gewissen begabt und sollen einander im Geist der "
           "Brüderlichkeit begegnen."},
    {"el", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα "
           "δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να "
           "συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης."},
    {"ru", "Все люди рождаются свободными и равными в своем достоинстве и правах. Они "
           "наделены разумом и совестью и должны поступать в отношении друг друга в "
           "духе братства."},
    {"ar", "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا "
           "وعليهم أن يعامل بعضهم بعضًا بروح الإخاء."},
    {"hi", "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त "
           "है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव "
           "करना चाहिए।"},
    {"te", "ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులును సమానులును "
           "నగుదురు. వారు వివేచన-అంతఃకరణ సంపన్నులగుటచే పరస్పరము భ్రాతృభావముతో "
           "వర్తింపవలయును."},
    {"th", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ "
           "ต่างมีเหตุผลและมโนธรรมและควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ"},
    {"ko", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 "
           "이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."},
    {"ja", "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"
           "人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。"},
    {"zh", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"},
    {NULL, NULL}
};

uint64_t micro_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static size_t find_spaces(const char *sentence, size_t size, size_t *cuts)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++)
        if (sentence[i] == ' ')
            cuts[count++] = i + 1;
    return count;
}

static size_t find_characters(const char *sentence, size_t size, size_t *cuts)
{
    size_t count = 0, seen = 0;

    for (size_t i = 1; i < size; i++)
        if ((sentence[i] & 0xC0) != 0x80 && ++seen % 4 == 0)
            cuts[count++] = i;
    return count;
}

bool micro_grow(const char *sentence, size_t size, chaff_text *out)
{
    size_t length = strlen(sentence), at = 0, count;
    size_t *cuts = calloc(length + 2, sizeof *cuts);
    char *text = malloc(size + length + 1);
    uint64_t seed = 1;

    if (!cuts || !text) {
        free(cuts);
        free(text);
        return false;
    }
    count = 1 + find_spaces(sentence, length, cuts + 1);
    if (count < 4)
        count = 1 + find_characters(sentence, length, cuts + 1);
    cuts[count] = length;
    while (at < size) {
        size_t i = micro_random(&seed) % count, piece = cuts[i + 1] - cuts[i];

        memcpy(text + at, sentence + cuts[i], piece);
        at += piece;
        if (count > 4 && i + 1 == count)
            text[at++] = ' ';
    }
    free(cuts);
    *out = (chaff_text){text, at};
    return true;
}

bool micro_cut(const micro *m, chaff_text *rest, chaff_text *piece)
{
    size_t size = m->of->size, end = size && size < rest->size ? size : rest->size;

    if (rest->size == 0)
        return false;
    while (end < rest->size && (rest->data[end] & 0xC0) == 0x80)
        end++;
    *piece = (chaff_text){rest->data, end};
    *rest = (chaff_text){rest->data + end, rest->size - end};
    return true;
}
