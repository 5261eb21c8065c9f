// Placeholder until the first file of Fixtures lands.
