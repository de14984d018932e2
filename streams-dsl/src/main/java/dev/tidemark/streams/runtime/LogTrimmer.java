package dev.tidemark.streams.runtime;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what the tasks' internal topics hold that nobody will read again; its state belongs to the group's loop, the
 * workers send it messages. A deletion that fails costs disk and nothing else, so it is logged and tried again with the
 * next one. At most one is under way.
 */
final class LogTrimmer {

    private static final Logger LOG = LoggerFactory.getLogger(LogTrimmer.class);

    private final Admin admin;
    private final EventLoop groupLoop;
    private final Map<TopicPartition, Long> waiting = new TreeMap<>();
    private boolean underWay;

    LogTrimmer(Admin admin, EventLoop groupLoop) {
        this.admin = admin;
        this.groupLoop = groupLoop;
    }

    /** From any thread: nobody needs these logs below these offsets. */
    void deleteBefore(Map<TopicPartition, Long> offsets) {
        if (!offsets.isEmpty()) {
            groupLoop.execute(() -> {
                offsets.forEach((log, before) -> waiting.merge(log, before, Math::max));
                next();
            });
        }
    }

    private void next() {
        if (underWay || waiting.isEmpty()) {
            return;
        }
        underWay = true;
        Map<TopicPartition, Long> round = new TreeMap<>(waiting);
        waiting.clear();
        CompletionStage<Map<TopicPartition, Long>> deletion = admin.deleteRecords(round);
        deletion.whenComplete((starts, failure) -> {
            if (failure == null) {
                LOG.debug("internal topics begin at {}", starts);
            } else {
                LOG.warn("internal topics keep records that nobody needs until the next try: {}", failure.toString());
                round.forEach((log, before) -> waiting.merge(log, before, Math::max));
            }
            underWay = false;
            if (failure == null) {
                next();
            }
        });
    }
}
