package io.molt.web.form;

import java.util.ArrayList;
import java.util.List;

/** What the parts of one form share: its limits, what of them has been used, and its temporary files. */
final class FormRun {
  private final FormOptions options;
  private final FormScope scope;
  private final List<FileTarget> files = new ArrayList<>();
  private long whole;
  private long fileMemory;
  private boolean ended;

  FormRun(FormOptions options, FormScope scope) {
    this.options = options;
    this.scope = scope;
  }

  FormOptions options() {
    return options;
  }

  FormScope scope() {
    return scope;
  }

  /** Checks how much of a part there is so far. */
  void checkSize(PartHead head, long size) {
    String option = head.isFile() ? "maxFile" : "maxField";
    long limit = head.isFile() ? options.maxFile() : options.maxField();
    if (size > limit) {
      throw FormException.tooLarge(
          "a part '" + FormException.visible(head.name()) + "'", option, limit, "bytes");
    }
  }

  /** Returns that the content is too large. */
  FormException tooLarge() {
    return FormException.tooLarge("content", "maxTotal", options.maxTotal(), "bytes");
  }

  /** Takes note that so many more bytes are read whole. */
  synchronized void readWhole(int bytes) {
    if (whole + bytes > options.maxFields()) {
      throw FormException.tooLarge(
          "fields, all together,", "maxFields", options.maxFields(), "bytes");
    }
    scope.hold(bytes);
    whole += bytes;
  }

  /** Takes so many bytes of what there is for files in memory; returns whether they were left. */
  synchronized boolean takeFileMemory(int bytes) {
    if (fileMemory + bytes > options.fileMemory()) {
      return false;
    }
    scope.hold(bytes);
    fileMemory += bytes;
    return true;
  }

  /** Gives so many bytes back. */
  synchronized void giveFileMemory(int bytes) {
    fileMemory -= bytes;
    scope.give(bytes);
  }

  /** Returns what is kept of the head of a file as long as that is. */
  PartHead keep(PartHead head) {
    PartHead kept = head.withoutRest();
    scope.hold(kept.length());
    return kept;
  }

  /** Returns a temporary file, not made yet, that is gone when the request has ended. */
  FileTarget temporaryFile() {
    FileTarget file = FileTarget.temporary(options.directory(), scope);
    if (add(file)) {
      scope.ended().subscribe(outcome -> end(), error -> end(), this::end);
    }
    return file;
  }

  /** Returns whether it is the first. */
  private synchronized boolean add(FileTarget file) {
    if (ended) {
      file.abandon();
    }
    files.add(file);
    return files.size() == 1;
  }

  private synchronized void end() {
    ended = true;
    files.forEach(FileTarget::abandon);
    files.clear();
  }
}
