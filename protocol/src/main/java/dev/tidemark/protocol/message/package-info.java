/**
 * The messages of the wire protocol: one record per request and one per response, their versions written as annotations on
 * the components. Plain immutable data, usable from any thread; {@code protocol.codec} turns them into bytes and back.
 */
@NullMarked
package dev.tidemark.protocol.message;

import org.jspecify.annotations.NullMarked;
