/** What is in a file or a folder, whether it is whole, and which command takes it. */
package org.outeffhop.inspection;
