// libarchive as Debian installs it (libarchive-dev): what reads zips and tar.gz without unpacking them.
#include <archive.h>
#include <archive_entry.h>
