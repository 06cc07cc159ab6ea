/* digest.c - the only file that includes libsodium */
#include "base/digest.h"

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/status.h"

enum { CHUNK = 1 << 18 };

static chaff_status digest_open_file(int file, unsigned char value[DIGEST_SIZE])
{
    crypto_generichash_state state;
    unsigned char *chunk = mem_alloc(CHUNK, 1);
    chaff_status status = chunk ? CHAFF_OK : CHAFF_ERR_MEMORY;
    size_t got = 0;

    crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
    while (status == CHAFF_OK &&
           (status = file_read(file, chunk, CHUNK, &got)) == CHAFF_OK && got)
        crypto_generichash_update(&state, chunk, got);
    crypto_generichash_final(&state, value, DIGEST_SIZE);
    mem_free(chunk);
    return status;
}

chaff_status digest_file(const char *path, char text[DIGEST_TEXT], chaff_error *err)
{
    unsigned char value[DIGEST_SIZE];
    chaff_status status;
    int file;

    text[0] = '\0';
    if (sodium_init() < 0)
        return error_set(err, CHAFF_ERR_STATE, "libsodium does not start");
    status = file_open(&file, path, err);
    if (status != CHAFF_OK)
        return status;
    status = digest_open_file(file, value);
    file_close(file);
    if (status != CHAFF_OK)
        return error_set(err, status, "'%s' could not be read for its digest", path);
    sodium_bin2hex(text, DIGEST_TEXT, value, DIGEST_SIZE);
    return CHAFF_OK;
}

chaff_status digest_sha256(const void *bytes, size_t size, char text[DIGEST_SHA_TEXT])
{
    unsigned char value[crypto_hash_sha256_BYTES];

    text[0] = '\0';
    if (sodium_init() < 0)
        return CHAFF_ERR_STATE;
    crypto_hash_sha256(value, bytes, size);
    sodium_bin2base64(text, DIGEST_SHA_TEXT, value, sizeof value,
                      sodium_base64_VARIANT_ORIGINAL);
    return CHAFF_OK;
}
