package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.MessageCatalog;
import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@link RecordAccess} classes of all messages, written when this module is built: spinning those of a first produce and fetch took a tenth of a
 * broker's start, most of it to load and compile what spins. A record without one, such as a test's, gets its class from {@link RecordAccessSpinner}
 * when it is first used. Stateless.
 */
final class PreparedAccess {

    private static final String MESSAGES = MessageCatalog.class.getPackageName() + ".";
    private static final String PREPARED = RecordAccess.class.getPackageName() + ".AccessOf$";

    private PreparedAccess() {}

    /** The access that the build wrote for a record, or null if it wrote none. */
    static @Nullable RecordAccess find(Class<?> type) {
        if (!type.getName().startsWith(MESSAGES)) {
            return null;
        }
        try {
            return Class.forName(nameOf(type))
                    .asSubclass(RecordAccess.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException notBuiltByMaven) {
            return null;
        } catch (ReflectiveOperationException ours) {
            InvariantFailure bug = new InvariantFailure("the prepared access of " + type + " cannot be used");
            bug.initCause(ours);
            throw bug;
        }
    }

    private static String nameOf(Class<?> type) {
        return PREPARED + type.getName().substring(MESSAGES.length());
    }

    /** Writes the classes of all messages, and of the records inside them. Argument: the folder with this module's classes. */
    public static void main(String[] args) throws IOException {
        Set<Class<?>> records = new LinkedHashSet<>();
        for (ApiKey key : MessageCatalog.keys()) {
            MessageCatalog.Messages messages = MessageCatalog.find(key);
            if (messages != null) {
                addWithInner(messages.request(), records);
                addWithInner(messages.response(), records);
            }
        }
        MessageCatalog.payloads().forEach(payload -> addWithInner(payload, records));
        for (Class<?> type : records) {
            String name = nameOf(type);
            Files.write(Path.of(args[0]).resolve(name.replace('.', '/') + ".class"),
                    RecordAccessSpinner.classFile(ClassDesc.of(name), type, true));
        }
    }

    private static void addWithInner(Class<?> type, Set<Class<?>> records) {
        if (type.getName().startsWith(MESSAGES) && records.add(type)) {
            for (RecordShape.Component component : RecordShape.declared(type)) {
                if (component.elementType().isRecord()) {
                    addWithInner(component.elementType(), records);
                }
            }
        }
    }
}
