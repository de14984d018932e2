package dev.tidemark.examples.quakes;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the topology looks at of an earthquake; the topic has more.
 *
 * @param eventMs when the earth shook
 * @param net the network that reported it
 * @param mag magnitude; null if it was not determined
 */
public record Quake(@JsonProperty("event_ms") long eventMs, @JsonProperty("net") String net,
        @JsonProperty("mag") @Nullable Double mag) {}
