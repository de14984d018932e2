package dev.tidemark.verification.simulation.history;

import java.util.Comparator;

/**
 * A partition as a client names it. A topic that was deleted and made again is another topic to a history, since its offsets begin
 * anew: give it another name there.
 */
public record Partition(String topic, int number) implements Comparable<Partition> {

    private static final Comparator<Partition> ORDER = Comparator.comparing(Partition::topic)
            .thenComparingInt(Partition::number);

    @Override
    public int compareTo(Partition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + '-' + number;
    }
}
