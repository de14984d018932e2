package dev.tidemark.benchmarks.system.streams;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known per key, as pairs of numbers: what it is about, and its value. The order does not matter, how often does. Confined to
 * the benchmark's thread.
 */
final class Facts {

    private final Map<String, Bag> perKey = new HashMap<>();
    private long size;

    /** The facts of one key, each in one long: what it is about above, the value below. */
    private static final class Bag {

        private long[] facts = new long[2];
        private int size;

        private void add(long fact) {
            if (size == facts.length) {
                facts = Arrays.copyOf(facts, 2 * size);
            }
            facts[size++] = fact;
        }

        /** Where the youngest fact about it is, or -1. */
        private int about(int what) {
            int at = size - 1;
            while (at >= 0 && (int) (facts[at] >>> Integer.SIZE) != what) {
                at--;
            }
            return at;
        }

        private long[] sorted() {
            long[] sorted = Arrays.copyOf(facts, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /** One more fact, whatever is known. */
    void add(String key, int what, int value) {
        bag(key).add(fact(what, value));
        size++;
    }

    /** A fact instead of what was known about it. */
    void put(String key, int what, int value) {
        Bag bag = bag(key);
        int at = bag.about(what);
        if (at >= 0) {
            bag.facts[at] = fact(what, value);
        } else {
            add(key, what, value);
        }
    }

    /** Nothing is known about it any more. */
    void remove(String key, int what) {
        Bag bag = bag(key);
        int at = bag.about(what);
        if (at >= 0) {
            bag.facts[at] = bag.facts[--bag.size];
            size--;
        }
    }

    /** Those that are about this or what comes behind it. */
    Facts from(int what) {
        Facts some = new Facts();
        perKey.forEach((key, bag) -> {
            for (int i = 0; i < bag.size; i++) {
                int about = (int) (bag.facts[i] >>> Integer.SIZE);
                if (about >= what) {
                    some.add(key, about, (int) bag.facts[i]);
                }
            }
        });
        return some;
    }

    private Bag bag(String key) {
        return perKey.computeIfAbsent(key, _ -> new Bag());
    }

    private static long fact(int what, int value) {
        return ((long) what << Integer.SIZE) | Integer.toUnsignedLong(value);
    }

    long size() {
        return size;
    }

    /** How many of those facts are not here, or not as often. */
    long lacks(Facts wanted) {
        long lacking = 0;
        for (Map.Entry<String, Bag> entry : wanted.perKey.entrySet()) {
            Bag here = perKey.get(entry.getKey());
            lacking += here == null ? entry.getValue().size : lacking(here.sorted(), entry.getValue().sorted());
        }
        return lacking;
    }

    private static long lacking(long[] here, long[] wanted) {
        long lacking = 0;
        int at = 0;
        for (long fact : wanted) {
            while (at < here.length && here[at] < fact) {
                at++;
            }
            if (at < here.length && here[at] == fact) {
                at++;
            } else {
                lacking++;
            }
        }
        return lacking;
    }

    /** In words, how this differs from what was expected, with a key as an example; null if it does not. */
    @Nullable
    String differenceFrom(Facts expected) {
        long missing = lacks(expected);
        long surplus = expected.lacks(this);
        if (missing == 0 && surplus == 0) {
            return null;
        }
        return missing + " of " + expected.size + " facts are missing, " + surplus + " are there that should not be"
                + example(expected);
    }

    private String example(Facts expected) {
        for (Map<String, Bag> keys : List.of(expected.perKey, perKey)) {
            for (String key : keys.keySet()) {
                String wanted = text(expected.perKey.get(key));
                String found = text(perKey.get(key));
                if (!Objects.equals(wanted, found)) {
                    return "; " + key + " has " + found + " instead of " + wanted;
                }
            }
        }
        return "";
    }

    private static String text(@Nullable Bag bag) {
        StringBuilder text = new StringBuilder();
        if (bag != null) {
            for (long fact : bag.sorted()) {
                text.append(text.isEmpty() ? "" : " ").append(fact >>> Integer.SIZE).append(':').append((int) fact);
            }
        }
        return "[" + text + "]";
    }
}
