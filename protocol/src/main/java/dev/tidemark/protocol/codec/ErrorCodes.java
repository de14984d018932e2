package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the error codes in a message, at whatever depth: the components that are a {@code short} and whose name ends in "error code". Planned once
 * per class; looking allocates nothing. Immutable.
 */
public final class ErrorCodes {

    /** Hears of errors. */
    @FunctionalInterface
    public interface Listener {
        /** @param code never 0, which is no error */
        void error(short code);
    }

    private record Inside(int index, boolean list, ErrorCodes codes) {}

    private final RecordAccess access;
    private final int[] codes;
    private final Inside[] inside;

    private ErrorCodes(RecordAccess access, int[] codes, Inside[] inside) {
        this.access = access;
        this.codes = codes;
        this.inside = inside;
    }

    /** The plan for a message record. */
    public static ErrorCodes of(Class<?> message) {
        Invariants.check(message.isRecord(), "%s is a record", message);
        RecordShape shape = RecordShape.of(message);
        List<Integer> codes = new ArrayList<>();
        List<Inside> inside = new ArrayList<>();
        for (int i = 0; i < shape.components().size(); i++) {
            RecordShape.Component component = shape.components().get(i);
            if (component.type() == short.class && component.name().toLowerCase(Locale.ROOT).endsWith("errorcode")) {
                codes.add(i);
            } else if (component.elementType().isRecord()) {
                ErrorCodes nested = of(component.elementType());
                if (nested.codes.length + nested.inside.length > 0) {
                    inside.add(new Inside(i, component.list(), nested));
                }
            }
        }
        return new ErrorCodes(shape.access(), codes.stream().mapToInt(Integer::intValue).toArray(),
                inside.toArray(Inside[]::new));
    }

    /** Tells every code of the message that is not 0. */
    public void tell(Object message, Listener listener) {
        for (int index : codes) {
            short code = (short) access.number(message, index);
            if (code != 0) {
                listener.error(code);
            }
        }
        for (Inside nested : inside) {
            Object value = access.object(message, nested.index);
            if (value instanceof List<?> list && nested.list) {
                for (int i = 0; i < list.size(); i++) {
                    nested.codes.tell(list.get(i), listener);
                }
            } else if (value != null) {
                nested.codes.tell(value, listener);
            }
        }
    }
}
