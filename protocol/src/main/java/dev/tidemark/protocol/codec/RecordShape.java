package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.protocol.VersionRange;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the declaration of one message or nested record says, read by reflection once per class whatever the version.
 * Immutable.
 */
final class RecordShape {

    /** Not state: the same shape would come out again; the class value keeps reflection from being repeated per version. */
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return shapeOf(type);
        }
    };

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    /**
     * One component as declared.
     *
     * @param elementType of a list; the component's own type otherwise
     * @param tag -1 if the component is not a tagged field
     * @param absentText null if {@link Absent} is not written
     * @param accessor from the record to the value
     */
    record Component(String name, Class<?> type, Class<?> elementType, boolean nullable, VersionRange versions,
            VersionRange nullableIn, int tag, @Nullable String absentText, boolean ignorable, MethodHandle accessor) {

        boolean list() {
            return type == List.class;
        }
    }

    private final Class<?> type;
    private final List<Component> components;
    /** From an array of the components' values to the record. */
    private final MethodHandle constructor;

    private RecordShape(Class<?> type, List<Component> components, MethodHandle constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
    }

    /** The shape of a public record. */
    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape shapeOf(Class<?> type) {
        try {
            RecordComponent[] declared = type.getRecordComponents();
            List<Component> components = new ArrayList<>(declared.length);
            Class<?>[] types = new Class<?>[declared.length];
            for (int i = 0; i < declared.length; i++) {
                types[i] = declared[i].getType();
                components.add(component(declared[i]));
            }
            Constructor<?> canonical = type.getConstructor(types);
            MethodHandle constructor = LOOKUP.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordShape(type, List.copyOf(components), constructor);
        } catch (ReflectiveOperationException notAMessage) {
            throw unexpected(notAMessage);
        }
    }

    Class<?> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    /** The record of these values, one per component. */
    Object create(@Nullable Object[] values) {
        try {
            return constructor.invokeExact(values);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** A record constructor or accessor has failed, which those of messages do not. */
    static InvariantFailure unexpected(Throwable failure) {
        InvariantFailure bug = new InvariantFailure("a message record cannot be built or read: " + failure);
        bug.initCause(failure);
        return bug;
    }

    private static Component component(RecordComponent declared) throws IllegalAccessException {
        Versions versions = declared.getAnnotation(Versions.class);
        NullableIn nullableIn = declared.getAnnotation(NullableIn.class);
        Tagged tagged = declared.getAnnotation(Tagged.class);
        Absent absent = declared.getAnnotation(Absent.class);
        return new Component(declared.getName(), declared.getType(), elementType(declared),
                declared.getAnnotatedType().isAnnotationPresent(Nullable.class),
                versions == null ? VersionRange.ALL : VersionRange.parse(versions.value()),
                nullableIn == null ? VersionRange.ALL : VersionRange.parse(nullableIn.value()),
                tagged == null ? -1 : tagged.value(), absent == null ? null : absent.value(),
                declared.isAnnotationPresent(Ignorable.class),
                LOOKUP.unreflect(Objects.requireNonNull(declared.getAccessor())));
    }

    private static Class<?> elementType(RecordComponent declared) {
        if (declared.getGenericType() instanceof ParameterizedType list) {
            Type element = list.getActualTypeArguments()[0];
            if (element instanceof Class<?> plain) {
                return plain;
            }
        }
        return declared.getType();
    }
}
