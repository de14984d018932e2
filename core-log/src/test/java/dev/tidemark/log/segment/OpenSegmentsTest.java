package dev.tidemark.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpenSegmentsTest {

    private static final Path FOLDER = Path.of("/data/orders-0");

    private final MemoryStorage disk = new MemoryStorage();
    private final OpenSegments all = new OpenSegments(8);

    private OpenSegment opened(long base) {
        disk.createFolders(FOLDER);
        Segment segment = Segment.create(new SegmentSeams(disk, all, broken -> {}), FOLDER, base, 1024);
        OpenSegment opened = new OpenSegment(segment, disk.open(segment.logPath(), Storage.Mode.WRITE));
        assertThat(opened.tryHold(all.nextUse())).isTrue();
        all.add(opened);
        return opened;
    }

    @Test
    void those_not_used_for_longest_are_closed_and_none_that_is_held_or_has_unforced_bytes() {
        List<OpenSegment> opened = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            opened.add(opened(i));
        }
        assertThat(all.count()).as("all of them are held").isEqualTo(12);
        opened.get(1).dirty(true);
        opened.subList(1, 12).forEach(OpenSegment::release);
        assertThat(opened.get(2).tryHold(all.nextUse())).isTrue();
        opened.get(2).release();
        all.trim();
        assertThat(opened).filteredOn(OpenSegment::closed)
                .containsExactlyElementsOf(opened.subList(3, 8));
        assertThat(all.count()).isEqualTo(7);
    }

    @Test
    void they_are_found_while_others_are_being_used() throws Exception {
        List<OpenSegment> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            held.add(opened(i));
        }
        AtomicBoolean done = new AtomicBoolean();
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; !done.get(); i = (i + 7) % held.size()) {
                held.get(i).tryHold(all.nextUse());
                held.get(i).release();
            }
        });
        try {
            for (int i = 0; i < 500; i++) {
                all.trim();
            }
        } finally {
            done.set(true);
            user.join();
        }
        assertThat(all.count()).isEqualTo(1_000);
    }
}
