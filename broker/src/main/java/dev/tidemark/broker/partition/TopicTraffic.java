package dev.tidemark.broker.partition;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes of record batches written to and read from each topic. Topics come and go on the control loop; counting and reading is for any thread. At most
 * {@link #TOPICS_MAX} topics are counted each for itself, those that come when there are as many are counted together.
 */
public final class TopicTraffic {

    /** How many topics have numbers of their own. */
    public static final int TOPICS_MAX = 1_000;

    /** What the topics beyond those are called; no topic can have this name. */
    public static final String OTHERS = "(others)";

    /** The bytes of one topic, or of several. */
    public static final class Bytes {

        private final LongAdder written = new LongAdder();
        private final LongAdder read = new LongAdder();

        void written(long bytes) {
            written.add(bytes);
        }

        void read(long bytes) {
            read.add(bytes);
        }

        public long written() {
            return written.sum();
        }

        public long read() {
            return read.sum();
        }
    }

    private final int topicsMax;
    private final Map<String, Bytes> byTopic = new ConcurrentHashMap<>();
    private final Bytes others = new Bytes();

    /** @param topicsMax how many topics have numbers of their own */
    TopicTraffic(int topicsMax) {
        this.topicsMax = topicsMax;
    }

    /** Where to count what is written to a topic and read from it. */
    Bytes of(String topic) {
        Bytes known = byTopic.get(topic);
        if (known != null) {
            return known;
        }
        if (byTopic.size() >= topicsMax) {
            return others;
        }
        Bytes added = new Bytes();
        byTopic.put(topic, added);
        return added;
    }

    /** The topic is gone, and its numbers with it. */
    void forget(String topic) {
        byTopic.remove(topic);
    }

    /** The numbers by topic; {@link #OTHERS} is in it once any of those had traffic. */
    public Map<String, Bytes> all() {
        Map<String, Bytes> all = new HashMap<>(byTopic);
        if (others.written() > 0 || others.read() > 0) {
            all.put(OTHERS, others);
        }
        return all;
    }
}
