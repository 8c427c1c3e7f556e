{#- Who a patient of the feeds is, and where they lived when, as far as is known today. -#}
{{ known_versions(
    ref('stg_feeds__patients'),
    key='patient_id',
    others=['first_name', 'last_name'],
    place=['address', 'city', 'state_code', 'zipcode'],
    place_date='residence_date',
    overwritten=['birth_date'],
) }}
