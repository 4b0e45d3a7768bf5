/** The service of the guide's first page, as a newcomer would have it. */
package com.example.notes;
