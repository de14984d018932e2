package dev.tidemark.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log: when, how bad, who, what; and a stack trace below it. Called by whichever thread logs, one at a time. In code, since compiling one of
 * logback's patterns takes a tenth of the CPU of a broker's start; nothing here is prepared before the first line.
 */
final class StderrEncoder extends EncoderBase<ILoggingEvent> {

    private static final int LEVEL_WIDTH = 5;

    private @Nullable DateTimeFormatter time;

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        DateTimeFormatter format = time;
        if (format == null) {
            format = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);
            time = format;
        }
        String level = event.getLevel().toString();
        String logger = event.getLoggerName();
        StringBuilder line = new StringBuilder(128);
        format.formatTo(LocalDateTime.ofInstant(event.getInstant(), ZoneId.systemDefault()), line);
        line.append(' ').append(level).repeat(' ', Math.max(0, LEVEL_WIDTH - level.length()) + 1);
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
        line.append(": ").append(event.getFormattedMessage()).append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
