package dev.tidemark.cli.demo;

import dev.tidemark.streams.Topology;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A demo that {@code tidemark dev --demo NAME} plays and {@code tidemark app run NAME} runs: a topology, the real data that
 * goes in, and the topics on which to look at what comes out. Implementations have a public constructor without
 * parameters and are named in {@code META-INF/services}.
 */
public interface Demo {

    /** The NAME of the command line; also the application id. */
    String name();

    /** One line for the banner, such as {@code 1,707 USGS records}. */
    String description();

    /** A fresh definition of the topology. */
    Topology topology();

    /** The topic that the player fills. */
    String inputTopic();

    /** The topic of the final results: a record there counts as a window in the summary. */
    String resultTopic();

    /** The topic of records that came too late, or null if the topology has none. */
    @Nullable
    String lateTopic();

    /**
     * Opens the input.
     *
     * @param file a CSV with the same columns as the demo's own, or null for that one
     * @throws dev.tidemark.core.failure.TidemarkException INPUT_ROW_INVALID naming file and line, here or while reading
     */
    DemoInput open(@Nullable Path file);
}
