/**
 * Turns message records into bytes and back. A record declares its API, versions and components by annotations; {@link
 * dev.tidemark.protocol.codec.Api} is where to start reading. Codecs are immutable and usable from any thread.
 */
@NullMarked
package dev.tidemark.protocol.codec;

import org.jspecify.annotations.NullMarked;
