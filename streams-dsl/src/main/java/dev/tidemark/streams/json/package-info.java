/**
 * JSON as a serde, on Jackson 3: {@link dev.tidemark.streams.json.JsonSerde}. The only place of the module that sees
 * Jackson, and no signature shows it. Serdes are safe from any thread.
 */
@NullMarked
package dev.tidemark.streams.json;

import org.jspecify.annotations.NullMarked;
