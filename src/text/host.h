/* host.h - which site a document is from */
#ifndef TEXT_HOST_H
#define TEXT_HOST_H

#include "chaff/base.h"

/* The host of a URL, lower case and without "www.", in place; no URL gives nothing. */
chaff_text host_of_url(chaff_text url);

#endif
