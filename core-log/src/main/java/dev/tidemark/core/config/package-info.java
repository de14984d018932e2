/**
 * Configuration: {@link dev.tidemark.core.config.ConfigTable} is the one table of keys, each with type, default, scope, allowed values
 * and explanation; {@link dev.tidemark.core.config.Config} holds the checked values of one broker, topic, app or client.
 *
 * <p>Kafka's keys keep Kafka's names, types and defaults; our own start with {@code tidemark.}. Everything here is immutable and may be
 * used by anyone from any thread.
 */
@NullMarked
package dev.tidemark.core.config;

import org.jspecify.annotations.NullMarked;
