package io.molt.web.http;

import io.molt.web.form.FormFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A form that has been read whole: its fields and its files by name, in the order in which they were sent. Immutable. */
public final class Form {
  private final Map<String, List<String>> fields;
  private final Map<String, List<FormFile>> files;

  private Form(Builder builder) {
    this.fields = unmodifiable(builder.fields);
    this.files = unmodifiable(builder.files);
  }

  /** Returns a field; several of that name count as the first. */
  public Param<String> field(String name) {
    return new Param<>("form field", name, first(fields, name));
  }

  /** Returns all values of a field, in order. */
  public List<String> fieldAll(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Returns all fields by name, in order of appearance. */
  public Map<String, List<String>> fields() {
    return fields;
  }

  /** Returns a file; several of that name count as the first. What a browser sends where none was chosen is none. */
  public Param<FormFile> file(String name) {
    return new Param<>("file", name, first(files, name));
  }

  /** Returns all files of a name, in order. */
  public List<FormFile> fileAll(String name) {
    return files.getOrDefault(name, List.of());
  }

  /** Returns all files by name, in order of appearance. */
  public Map<String, List<FormFile>> files() {
    return files;
  }

  /** Returns the names, no values. */
  @Override
  public String toString() {
    return "form: fields " + fields.keySet() + ", files " + files.keySet();
  }

  private static <T> @Nullable T first(Map<String, List<T>> all, String name) {
    List<T> values = all.get(name);
    return values == null ? null : values.get(0);
  }

  private static <T> Map<String, List<T>> unmodifiable(Map<String, List<T>> all) {
    all.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(all);
  }

  /** Takes the parts one by one. */
  static final class Builder {
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final Map<String, List<FormFile>> files = new LinkedHashMap<>();

    Builder add(String name, String value) {
      fields.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      return this;
    }

    Builder add(FormFile file) {
      // A browser sends a file without name and content where none was chosen.
      if (file.size() > 0 || file.filename().isPresent()) {
        files.computeIfAbsent(file.name(), n -> new ArrayList<>(1)).add(file);
      }
      return this;
    }

    Form build() {
      return new Form(this);
    }
  }
}
