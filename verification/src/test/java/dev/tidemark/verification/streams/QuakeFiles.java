package dev.tidemark.verification.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Other inputs of the quakes demo, derived from its own file by a seed: what real feeds do to a consumer. Each writes one CSV. */
public enum QuakeFiles {

    /** Rows in no order at all: most are late. */
    SHUFFLED {
        @Override
        List<String[]> derive(List<String[]> rows, Random random) {
            Collections.shuffle(rows, random);
            return rows;
        }
    },
    /** Revisions: a third of the events comes again under its id, some hours of event time apart, soon after or much later. */
    REVISED {
        @Override
        List<String[]> derive(List<String[]> rows, Random random) {
            List<String[]> all = new ArrayList<>(rows);
            for (String[] row : rows) {
                if (random.nextInt(3) == 0) {
                    String[] revised = row.clone();
                    revised[EVENT_MS] = Long
                            .toString(Long.parseLong(row[EVENT_MS]) + random.nextLong(-10, 10) * 3_600_000);
                    all.add(random.nextInt(all.size() + 1), revised);
                }
            }
            return all;
        }
    },
    /** Nobody measured: half of the magnitudes are empty, and one network has none. */
    UNMEASURED {
        @Override
        List<String[]> derive(List<String[]> rows, Random random) {
            for (String[] row : rows) {
                if (row[NET].equals("ak") || random.nextBoolean()) {
                    row[MAG] = "";
                }
            }
            return rows;
        }
    },
    /** A gap: the second half happens 400 days later, so nearly every window of the first closes at once. */
    SHIFTED {
        @Override
        List<String[]> derive(List<String[]> rows, Random random) {
            for (String[] row : rows.subList(rows.size() / 2, rows.size())) {
                row[ARRIVAL_MS] = Long.toString(Long.parseLong(row[ARRIVAL_MS]) + SHIFT_MS);
                row[EVENT_MS] = Long.toString(Long.parseLong(row[EVENT_MS]) + SHIFT_MS);
            }
            return rows;
        }
    };

    private static final int ARRIVAL_MS = 0;
    private static final int EVENT_MS = 1;
    private static final int NET = 3;
    private static final int MAG = 6;
    private static final long SHIFT_MS = 400L * 24 * 3_600_000;
    private static final long SEED = 20260131;

    abstract List<String[]> derive(List<String[]> rows, Random random);

    /** Writes the derived file into the folder. */
    public Path write(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(PlainQuakes.examples().resolve("quakes.csv"));
        List<String[]> rows = new ArrayList<>();
        lines.stream().skip(1).forEach(line -> rows.add(line.split(",", 11))); // the last column may hold commas
        List<String> derived = new ArrayList<>(List.of(lines.getFirst()));
        derive(rows, new Random(SEED + ordinal())).forEach(row -> derived.add(String.join(",", row)));
        return Files.write(folder.resolve(name().toLowerCase(java.util.Locale.ROOT) + ".csv"), derived);
    }
}
