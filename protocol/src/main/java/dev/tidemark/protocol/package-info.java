/**
 * The wire protocol apart from any connection: API keys, error codes, headers and frames. Messages are in {@code message},
 * their bytes in {@code codec}. Values only, usable from any thread, by broker and clients alike.
 */
@NullMarked
package dev.tidemark.protocol;

import org.jspecify.annotations.NullMarked;
