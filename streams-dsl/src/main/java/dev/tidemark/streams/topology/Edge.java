package dev.tidemark.streams.topology;

/**
 * An internal topic between two stages, a writer and a reader, and how often the writer's frontier is told.
 *
 * @param number of the edge in its topology, from zero
 * @param name the repartition's
 * @param topic {@code <application.id>-<name>-repartition}
 * @param writer number of the sub-topology whose tasks write; each is one writer
 * @param reader number of the sub-topology whose tasks read
 * @param quantumMs the writer tells its frontier when it crosses a multiple of this; {@link #ONLY_CLOSE} if nothing
 *        behind the edge asks for time
 * @param partitionsWanted as the user asked; zero: as many as the writer has tasks
 */
public record Edge(int number, String name, String topic, int writer, int reader, long quantumMs,
        int partitionsWanted) {

    /** No time operator is behind the edge: only the end of the stream is told. */
    public static final long ONLY_CLOSE = 0;

    /** Something behind the edge may fire at any time: every move is told, with the commits that come anyway, and no more often than every 200 ms. */
    public static final long CONTINUOUS = 1;

    /** Whether the reader asks for time at all. */
    public boolean carriesTime() {
        return quantumMs != ONLY_CLOSE;
    }
}
