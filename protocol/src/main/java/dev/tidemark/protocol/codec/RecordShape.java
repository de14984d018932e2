package dev.tidemark.protocol.codec;

import dev.tidemark.protocol.VersionRange;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * One component as declared.
     *
     * @param elementType of a list; the component's own type otherwise
     * @param tag -1 if the component is not a tagged field
     * @param absentText null if {@link Absent} is not written
     */
    record Component(String name, Class<?> type, Class<?> elementType, boolean nullable, VersionRange versions,
            VersionRange nullableIn, int tag, @Nullable String absentText, boolean ignorable, boolean unsigned) {

        /** How many texts {@link #words} are. */
        private static final int WORDS = 6;

        boolean list() {
            return type == List.class;
        }

        /** All but the types, as texts. */
        private List<String> words() {
            String flags = (nullable ? "null " : "") + (ignorable ? "ignorable " : "") + (unsigned ? "unsigned " : "")
                    + (absentText == null ? "" : "absent ");
            return List.of(name, versions.toString(), nullableIn.toString(), Integer.toString(tag), flags,
                    absentText == null ? "" : absentText);
        }

        /** The component that has these. */
        private static Component of(Class<?> type, Class<?> elementType, List<String> words) {
            String flags = words.get(4);
            return new Component(words.get(0), type, elementType, flags.contains("null "),
                    VersionRange.parse(words.get(1)), VersionRange.parse(words.get(2)), Integer.parseInt(words.get(3)),
                    flags.contains("absent ") ? words.get(5) : null, flags.contains("ignorable "),
                    flags.contains("unsigned "));
        }
    }

    private final Class<?> type;
    private final List<Component> components;
    private final RecordAccess access;

    private RecordShape(Class<?> type, List<Component> components, RecordAccess access) {
        this.type = type;
        this.components = components;
        this.access = access;
    }

    /** The shape of a public record. */
    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape shapeOf(Class<?> type) {
        RecordAccess prepared = PreparedAccess.find(type);
        List<Component> written = prepared == null ? null : written(prepared);
        return new RecordShape(type, written == null ? declared(type) : written,
                prepared == null ? RecordAccessSpinner.spin(type) : prepared);
    }

    /** What the build has written down, or null. */
    private static @Nullable List<Component> written(RecordAccess prepared) {
        Class<?>[] types = prepared.types();
        String[] words = prepared.words();
        if (types == null || words == null) {
            return null;
        }
        List<Component> components = new ArrayList<>();
        List<String> all = List.of(words);
        for (int i = 0; i < types.length / 2; i++) {
            components.add(Component.of(types[2 * i], types[2 * i + 1],
                    all.subList(i * Component.WORDS, (i + 1) * Component.WORDS)));
        }
        return List.copyOf(components);
    }

    /** As the class says: reflection, and most of its cost is to read annotations. */
    static List<Component> declared(Class<?> type) {
        List<Component> components = new ArrayList<>();
        for (RecordComponent declared : type.getRecordComponents()) {
            components.add(component(declared));
        }
        return List.copyOf(components);
    }

    /** Of all components, for {@link RecordAccess#words}. */
    static List<String> words(List<Component> components) {
        return components.stream().flatMap(component -> component.words().stream()).toList();
    }

    Class<?> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    RecordAccess access() {
        return access;
    }

    private static Component component(RecordComponent declared) {
        Versions versions = declared.getAnnotation(Versions.class);
        NullableIn nullableIn = declared.getAnnotation(NullableIn.class);
        Tagged tagged = declared.getAnnotation(Tagged.class);
        Absent absent = declared.getAnnotation(Absent.class);
        return new Component(declared.getName(), declared.getType(), elementType(declared),
                declared.getAnnotatedType().isAnnotationPresent(Nullable.class),
                versions == null ? VersionRange.ALL : VersionRange.parse(versions.value()),
                nullableIn == null ? VersionRange.ALL : VersionRange.parse(nullableIn.value()),
                tagged == null ? -1 : tagged.value(), absent == null ? null : absent.value(),
                declared.isAnnotationPresent(Ignorable.class), declared.isAnnotationPresent(Unsigned.class));
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
