package io.molt.samples.users;

/** A user as the service stores and shows it. */
record User(long id, String name, String email, int age) {}
