package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Topology;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What an application computes, in the words of our DSL; {@code QueryPeer} has the same for Kafka Streams. Immutable. */
sealed interface Program permits Query, LatestOrder, ManyStores {

    String ORDERS = "orders";
    String RESULTS = "results";

    /** How the topologies read an input. */
    Consumed<String, byte[]> AS_ORDERS = Consumed.with(Serdes.string(), Serdes.bytes())
            .withDisorder(Duration.ofMillis(Orders.DISORDER_MS));

    /** Its word on the command line; also the application's id. */
    String label();

    /** Written to {@link #RESULTS}. */
    Topology topology();

    /**
     * By its label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Program of(String label) {
        List<Program> all = Stream.<Program>concat(Query.all().stream(), Stream.of(new LatestOrder(), new ManyStores()))
                .toList();
        return all.stream()
                .filter(program -> program.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no program is called " + label));
    }
}
