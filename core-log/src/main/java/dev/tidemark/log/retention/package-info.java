/** Which old segments a log no longer has to keep. Pure functions, called by the log on its owner's loop. */
@NullMarked
package dev.tidemark.log.retention;

import org.jspecify.annotations.NullMarked;
